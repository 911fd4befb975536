//! Durable commits of one row per second: `bare_commits FOLDER|postgres://… COUNT`. The embedded database by one writer,
//! one after the other, so that none shares its commit; PostgreSQL by eight.

use std::process::ExitCode;
use std::time::Instant;

use db::{Conn, Db, Error, Result, Value};

const WRITERS: u32 = 8;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (Some(place), Some(count)) = (args.first(), args.get(1).and_then(|n| n.parse().ok())) else {
        eprintln!("bare_commits FOLDER|postgres://… COUNT");
        return ExitCode::from(2);
    };
    match measure(place, count) {
        Ok(rate) => {
            println!("{rate:.0}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(place: &str, count: u32) -> Result<f64> {
    let (db, writers) = if place.starts_with("postgres") {
        (Db::open_postgres(place, 8)?, WRITERS)
    } else {
        std::fs::create_dir_all(place).map_err(|e| Error::Other(e.to_string()))?;
        (Db::open_sqlite(place.as_ref(), 1)?, 1)
    };
    db.write_blocking(|conn| {
        conn.batch("DROP TABLE IF EXISTS bare; CREATE TABLE bare (n BIGINT NOT NULL PRIMARY KEY)")
    })?;
    let each = count / writers;
    let start = Instant::now();
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..writers)
            .map(|n| {
                let db = &db;
                scope.spawn(move || write(db, n * each, each))
            })
            .collect();
        writers.into_iter().try_for_each(|writer| {
            writer.join().unwrap_or_else(|_| Err(Error::Other("a writer panicked".to_owned())))
        })
    })?;
    let rate = f64::from(each * writers) / start.elapsed().as_secs_f64();
    db.write_blocking(|conn| conn.batch("DROP TABLE bare"))?;
    Ok(rate)
}

fn write(db: &Db, from: u32, count: u32) -> Result<()> {
    for n in from..from + count {
        let insert =
            move |conn: &mut Conn| conn.execute("INSERT INTO bare (n) VALUES ($1)", &[Value::Int(n.into())]);
        db.write_blocking(insert)?;
    }
    Ok(())
}
