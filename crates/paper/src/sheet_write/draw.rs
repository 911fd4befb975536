//! One sheet onto one worksheet.

use jiff::civil::{Date, DateTime};
use rust_xlsxwriter::{
    Color, DataValidation, ExcelDateTime, Format, FormatAlign, FormatBorder, FormatUnderline, Formula, Note,
    Url, Worksheet, XlsxError,
};

use super::names::width;
use super::{CellOut, ColumnKind, ColumnOut, SheetOut};

/// The hidden sheet of drop-down lists.
pub(super) const LISTS: &str = "_lists";
const FONT: &str = "Microsoft YaHei";
/// Characters that a drop-down list may have when it is written with the cells.
const INLINE_LIST: usize = 250;
/// Rows below the header that get a drop-down list even when they are empty.
const FILL_ROWS: u32 = 5000;
/// Rows looked at for the width of a column.
const WIDTH_ROWS: usize = 500;
const A4: u8 = 9;

pub(super) fn sheet(
    worksheet: &mut Worksheet,
    sheet: &SheetOut,
    lists: &mut Vec<Vec<String>>,
) -> Result<(), XlsxError> {
    let header = sheet.header_row();
    if let Some(title) = &sheet.title {
        worksheet.write_string_with_format(0, 0, title, &base().set_bold().set_font_size(14.0))?;
        worksheet.set_row_height(0, 26)?;
    }
    if let Some(note) = &sheet.note {
        let small = base().set_font_color(Color::RGB(0x0059_5959));
        worksheet.write_string_with_format(header - 1, 0, note, &small)?;
    }
    for (index, column) in (0_u16..).zip(&sheet.columns) {
        head(worksheet, header, index, column)?;
        worksheet.set_column_width(index, column_width(sheet, index, column))?;
        worksheet.set_column_format(index, &format(column.kind))?;
        choices(worksheet, header + 1, index, column, lists)?;
    }
    worksheet.set_row_height(header, 22)?;
    let mut row = header + 1;
    for cells in &sheet.rows {
        line(worksheet, row, sheet, cells, &|format| format)?;
        row += 1;
    }
    if let Some(cells) = &sheet.totals {
        line(worksheet, row, sheet, cells, &|format| format.set_bold().set_border_top(FormatBorder::Thin))?;
    }
    if let Some(last) = u16::try_from(sheet.columns.len()).ok().and_then(|count| count.checked_sub(1)) {
        worksheet.autofilter(header, 0, (row - 1).max(header + 1), last)?;
        worksheet.set_repeat_rows(header, header)?;
    }
    worksheet.set_freeze_panes(header + 1, 0)?;
    worksheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    worksheet.set_footer("&R&P / &N");
    Ok(())
}

fn head(worksheet: &mut Worksheet, row: u32, index: u16, column: &ColumnOut) -> Result<(), XlsxError> {
    let plain = base()
        .set_bold()
        .set_border_bottom(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(Color::RGB(0x00F2_F2F2));
    let (label, format) = if column.required {
        let marked =
            plain.set_background_color(Color::RGB(0x00FF_F2CC)).set_font_color(Color::RGB(0x009C_2A00));
        (format!("{}*", column.label), marked)
    } else {
        (column.label.clone(), plain)
    };
    let format = match column.kind {
        ColumnKind::Number { .. } | ColumnKind::Price => format.set_align(FormatAlign::Right),
        ColumnKind::Text | ColumnKind::Date | ColumnKind::DateTime => format,
    };
    worksheet.write_string_with_format(row, index, label, &format)?;
    if let Some(help) = &column.help {
        worksheet.insert_note(row, index, &Note::new(help).add_author_prefix(false))?;
    }
    Ok(())
}

fn choices(
    worksheet: &mut Worksheet,
    first: u32,
    index: u16,
    column: &ColumnOut,
    lists: &mut Vec<Vec<String>>,
) -> Result<(), XlsxError> {
    let Some(last) = u32::try_from(column.choices.len()).ok().filter(|count| *count > 0) else {
        return Ok(());
    };
    let units: usize = column.choices.iter().map(|choice| choice.encode_utf16().count() + 1).sum();
    let awkward = column.choices.iter().any(|choice| choice.contains([',', '"']));
    let validation = if units > INLINE_LIST || awkward {
        let letters = rust_xlsxwriter::utility::column_number_to_name(
            u16::try_from(lists.len()).map_err(|_| XlsxError::RowColumnLimitError)?,
        );
        lists.push(column.choices.clone());
        let source = format!("={LISTS}!${letters}$1:${letters}${last}");
        DataValidation::new().allow_list_formula(Formula::new(source))
    } else {
        DataValidation::new().allow_list_strings(&column.choices)?
    };
    worksheet.add_data_validation(first, index, first + FILL_ROWS - 1, index, &validation)?;
    Ok(())
}

fn line(
    worksheet: &mut Worksheet,
    row: u32,
    sheet: &SheetOut,
    cells: &[CellOut],
    style: &dyn Fn(Format) -> Format,
) -> Result<(), XlsxError> {
    for ((index, column), cell) in (0_u16..).zip(&sheet.columns).zip(cells) {
        write(worksheet, row, index, column, cell, style)?;
    }
    Ok(())
}

fn write(
    worksheet: &mut Worksheet,
    row: u32,
    index: u16,
    column: &ColumnOut,
    cell: &CellOut,
    style: &dyn Fn(Format) -> Format,
) -> Result<(), XlsxError> {
    let text_format = || style(format(ColumnKind::Text));
    match cell {
        CellOut::Empty => {
            worksheet.write_blank(row, index, &style(format(column.kind)))?;
        }
        CellOut::Text(text) => {
            worksheet.write_string_with_format(row, index, text, &text_format())?;
        }
        CellOut::Number { units, scale } => {
            let text = exact(*units, *scale);
            let kind = match column.kind {
                kind @ (ColumnKind::Number { .. } | ColumnKind::Price) => kind,
                _ => ColumnKind::Number { decimals: *scale },
            };
            match text.parse::<f64>() {
                Ok(number) if units.unsigned_abs() < 1_000_000_000_000_000 => {
                    worksheet.write_number_with_format(row, index, number, &style(format(kind)))?;
                }
                _ => {
                    worksheet.write_string_with_format(row, index, text, &text_format())?;
                }
            }
        }
        CellOut::Date(date) => {
            let format = style(format(ColumnKind::Date));
            worksheet.write_datetime_with_format(row, index, excel_date(*date)?, &format)?;
        }
        CellOut::DateTime(moment) => {
            let format = style(format(ColumnKind::DateTime));
            worksheet.write_datetime_with_format(row, index, excel_moment(*moment)?, &format)?;
        }
        CellOut::Bad(text) => {
            let red = text_format()
                .set_background_color(Color::RGB(0x00FF_C7CE))
                .set_font_color(Color::RGB(0x009C_0006));
            worksheet.write_string_with_format(row, index, text, &red)?;
        }
        CellOut::Link { text, url } => link(worksheet, row, index, text, url, text_format())?,
    }
    Ok(())
}

fn link(
    worksheet: &mut Worksheet,
    row: u32,
    index: u16,
    text: &str,
    url: &str,
    format: Format,
) -> Result<(), XlsxError> {
    let known = ["http://", "https://", "mailto:"].iter().any(|scheme| url.starts_with(scheme));
    if !known || url.len() > 2000 {
        worksheet.write_string_with_format(row, index, text, &format)?;
        return Ok(());
    }
    let blue = format.set_font_color(Color::RGB(0x0005_63C1)).set_underline(FormatUnderline::Single);
    worksheet.write_url_with_options(row, index, Url::new(url), text, "", Some(&blue))?;
    Ok(())
}

fn base() -> Format {
    Format::new().set_font_name(FONT).set_font_size(10.0)
}

fn format(kind: ColumnKind) -> Format {
    let code = match kind {
        ColumnKind::Text => "@".to_owned(),
        ColumnKind::Number { decimals: 0 } => "#,##0".to_owned(),
        ColumnKind::Number { decimals } => format!("#,##0.{}", "0".repeat(usize::from(decimals.min(9)))),
        ColumnKind::Price => "#,##0.00####".to_owned(),
        ColumnKind::Date => "yyyy-mm-dd".to_owned(),
        ColumnKind::DateTime => "yyyy-mm-dd hh:mm".to_owned(),
    };
    base().set_num_format(code)
}

/// The decimal as text: `1409.50` for 140950 at scale 2.
fn exact(units: i64, scale: u8) -> String {
    let scale = usize::from(scale);
    let digits = format!("{:0>least$}", units.unsigned_abs(), least = scale + 1);
    let sign = if units < 0 { "-" } else { "" };
    match digits.split_at_checked(digits.len() - scale) {
        Some((whole, fraction)) if scale > 0 => format!("{sign}{whole}.{fraction}"),
        _ => format!("{sign}{digits}"),
    }
}

fn excel_date(date: Date) -> Result<ExcelDateTime, XlsxError> {
    let outside = |_| XlsxError::DateTimeRangeError(date.to_string());
    ExcelDateTime::from_ymd(
        u16::try_from(date.year()).map_err(outside)?,
        u8::try_from(date.month()).map_err(outside)?,
        u8::try_from(date.day()).map_err(outside)?,
    )
}

fn excel_moment(moment: DateTime) -> Result<ExcelDateTime, XlsxError> {
    let outside = |_| XlsxError::DateTimeRangeError(moment.to_string());
    excel_date(moment.date())?.and_hms(
        u16::try_from(moment.hour()).map_err(outside)?,
        u8::try_from(moment.minute()).map_err(outside)?,
        f64::from(moment.second()),
    )
}

fn column_width(sheet: &SheetOut, index: u16, column: &ColumnOut) -> f64 {
    if let Some(chosen) = column.width {
        return f64::from(chosen.clamp(2, 250));
    }
    let least = match column.kind {
        ColumnKind::Date => 11,
        ColumnKind::DateTime => 17,
        ColumnKind::Number { .. } | ColumnKind::Price => 9,
        ColumnKind::Text => 6,
    };
    // The head needs room for its star and the filter's button.
    let head = width(&column.label).saturating_add(4);
    let content = sheet
        .rows
        .iter()
        .take(WIDTH_ROWS)
        .chain(&sheet.totals)
        .filter_map(|cells| cells.get(usize::from(index)))
        .map(cell_width)
        .max()
        .unwrap_or(0);
    f64::from(head.max(content.saturating_add(2)).clamp(least, 50))
}

fn cell_width(cell: &CellOut) -> u16 {
    match cell {
        CellOut::Empty | CellOut::Date(_) | CellOut::DateTime(_) => 0,
        CellOut::Text(text) | CellOut::Bad(text) | CellOut::Link { text, .. } => width(text),
        // A third more for the thousands' commas.
        CellOut::Number { units, scale } => {
            let digits = width(&exact(*units, *scale));
            digits.saturating_add(digits / 3)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::exact;

    #[test]
    fn decimals_are_exact() {
        assert_eq!(exact(140_950, 2), "1409.50");
        assert_eq!(exact(-5, 2), "-0.05");
        assert_eq!(exact(12, 0), "12");
        assert_eq!(exact(i64::MIN, 3), "-9223372036854775.808");
    }
}
