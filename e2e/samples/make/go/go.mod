module example.in/zoo

go 1.22
