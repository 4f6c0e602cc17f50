"""The outbox: mails written in the transaction of the act they tell, delivered by the worker."""
