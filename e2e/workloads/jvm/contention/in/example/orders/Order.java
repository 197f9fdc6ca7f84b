package in.example.orders;

final class Order {
    final long id;
    final boolean buy;
    final boolean derivative;
    final int price;
    int quantity;

    Order(long id, boolean buy, boolean derivative, int price, int quantity) {
        this.id = id;
        this.buy = buy;
        this.derivative = derivative;
        this.price = price;
        this.quantity = quantity;
    }
}
