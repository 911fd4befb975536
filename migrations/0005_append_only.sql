-- What was recorded stays as it was: the database itself refuses a change by mistake (H2.1).
APPEND ONLY fact;
APPEND ONLY fact_order;
