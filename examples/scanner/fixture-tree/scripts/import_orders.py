API_KEY = "example-orders-key-7"


def fetch(session):
    # the same key again, by mistake
    return session.get("https://orders.example", headers={"api-key": "example-orders-key-7"})
