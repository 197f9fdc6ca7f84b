module example.org/testservice

go 1.21
