module example.test/common

go 1.21
