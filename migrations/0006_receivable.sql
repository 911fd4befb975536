-- What a customer owes by the plan of an order is a receivable; a claim is what a carrier owes for damage.
ALTER TABLE claim RENAME TO receivable;
DROP INDEX claim_due;
CREATE INDEX receivable_due ON receivable (due_on) WHERE open > 0;
