-- What is found by its key alone lies in it (ADR 0032).
IN KEY ORDER fact_order;
IN KEY ORDER seal_queue;
IN KEY ORDER need;
IN KEY ORDER cover;
IN KEY ORDER stock_move;
IN KEY ORDER purchase_line;
IN KEY ORDER follow_up;
IN KEY ORDER duty_shown;
IN KEY ORDER allocation;
IN KEY ORDER receivable;
