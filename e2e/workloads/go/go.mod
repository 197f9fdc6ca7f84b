module services.example

go 1.26
