module example.in/shop

go 1.26
