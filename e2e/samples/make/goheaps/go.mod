module services.example/basket
go 1.26
