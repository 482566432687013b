//! Tests: The list of a folder.

use super::*;

fn object(key: &str, len: u64, modified: i64) -> Row {
    Row { object_key: key.into(), kind: RowKind::Object { len, modified_secs: Some(modified), etag: None } }
}

fn folder(key: &str) -> Row {
    Row { object_key: key.into(), kind: RowKind::Folder }
}

fn sample() -> Listing {
    let mut listing = Listing::default();
    let generation = listing.start("a/");
    listing.first_page(
        generation,
        vec![
            object("a/", 0, 0),
            object("a/file 10.txt", 5, 30),
            object("a/file 9.txt", 50, 10),
            object("a/Beta", 1, 20),
            folder("a/zeta/"),
        ],
        None,
    );
    listing
}

fn names(listing: &Listing, view: &View) -> Vec<String> {
    listing.visible(view).iter().map(|r| r.name("a/").to_owned()).collect()
}

#[test]
fn folders_come_first_and_numbers_count() {
    assert_eq!(names(&sample(), &View::default()), ["zeta/", "", "Beta", "file 9.txt", "file 10.txt"]);
}

#[test]
fn a_second_press_turns_the_order_round() {
    let mut view = View::default();
    view.sort_by(SortBy::Size);
    assert_eq!(names(&sample(), &view), ["zeta/", "file 9.txt", "file 10.txt", "Beta", ""]);
    view.sort_by(SortBy::Size);
    assert_eq!(names(&sample(), &view), ["zeta/", "", "Beta", "file 10.txt", "file 9.txt"]);
    view.sort_by(SortBy::Modified);
    assert_eq!(names(&sample(), &view), ["zeta/", "file 10.txt", "Beta", "file 9.txt", ""]);
}

#[test]
fn the_filter_does_not_mind_the_case() {
    let view = View { filter: " FILE ".into(), ..View::default() };
    assert_eq!(names(&sample(), &view).len(), 2);
}

#[test]
fn an_answer_for_a_folder_left_behind_is_dropped() {
    let mut listing = sample();
    let old = listing.start("b/");
    let new = listing.start("c/");
    listing.first_page(old, vec![object("b/x", 1, 1)], None);
    assert_eq!(listing.phase, Phase::Loading);
    listing.first_page(new, vec![object("c/y", 1, 1)], Some("token".into()));
    assert!(listing.has("c/y"));
    listing.further_page(old, vec![object("b/z", 1, 1)], None);
    assert_eq!(listing.rows().len(), 1);
    assert_eq!(listing.next.as_deref(), Some("token"));
}

#[test]
fn reloading_the_same_folder_keeps_its_rows_meanwhile() {
    let mut listing = sample();
    listing.start("a/");
    assert_eq!(listing.rows().len(), 5);
    assert_eq!(listing.phase, Phase::Ready);
}

#[test]
fn an_upload_appears_where_it_belongs() {
    let mut listing = sample();
    let kind = RowKind::Object { len: 3, modified_secs: None, etag: None };
    listing.put("a/new.txt", kind.clone());
    listing.put("a/deep/er/new.txt", kind.clone());
    listing.put("elsewhere.txt", kind.clone());
    listing.put("a/new.txt", kind);
    assert!(listing.has("a/new.txt"));
    assert!(listing.find("a/deep/").is_some_and(|row| row.kind == RowKind::Folder));
    assert_eq!(listing.rows().len(), 7);
    listing.remove("a/new.txt");
    assert!(!listing.has("a/new.txt"));
}

#[test]
fn what_was_put_in_and_listed_later_is_one_row_as_the_storage_says() {
    let mut listing = sample();
    let generation = listing.generation;
    let kind = RowKind::Object { len: 3, modified_secs: None, etag: None };
    listing.put("a/zz.txt", kind.clone());
    listing.put("a/zzz/new.txt", kind);
    listing.further_page(generation, vec![object("a/zz.txt", 4, 99), folder("a/zzz/"), object("a/zzzz", 1, 1)], None);
    assert_eq!(listing.rows().len(), 8);
    assert_eq!(listing.find("a/zz.txt"), Some(&object("a/zz.txt", 4, 99)));
    listing.remove("a/zz.txt");
    assert_eq!(listing.find("a/zzz/"), Some(&folder("a/zzz/")));
    assert_eq!(listing.find("a/zzzz"), Some(&object("a/zzzz", 1, 1)));
    assert_eq!(listing.find("a/Beta"), Some(&object("a/Beta", 1, 20)));
    assert!(!listing.has("a/zz.txt"));
}

#[test]
fn a_failed_further_page_keeps_what_is_there() {
    let mut listing = sample();
    let generation = listing.generation;
    listing.loading_more = true;
    listing.failed(generation, Fault::here("throttled", "list", "", 0));
    assert_eq!(listing.phase, Phase::Ready);
    assert!(listing.more_failed.is_some());
    listing.failed(generation, Fault::here("denied", "list", "", 0));
    assert!(matches!(listing.phase, Phase::Failed(_)));
}

#[test]
fn the_natural_order_is_total_on_odd_names() {
    for (a, b) in [("07", "7"), ("", "a"), ("a10", "a9"), ("ß", "SS"), ("99999999999999999999999", "1")] {
        assert_eq!(natural(a, b), natural(b, a).reverse());
        assert_ne!(natural(a, b), Ordering::Equal);
    }
}

#[test]
fn ten_thousand_rows_sort_quickly() {
    let mut listing = Listing::default();
    let generation = listing.start("");
    let rows = (0..10_000u64).map(|i| object(&format!("scan {}.tif", i * 7919 % 10_000), i, 0)).collect();
    listing.first_page(generation, rows, None);
    let visible = listing.visible(&View::default());
    assert_eq!(visible[0].object_key, "scan 0.tif");
    assert_eq!(visible[9_999].object_key, "scan 9999.tif");
}

#[test]
fn the_object_that_marks_a_folder_is_a_row_in_it_and_a_folder_beside_it() {
    let mut listing = sample();
    assert_eq!(listing.find("a/"), Some(&object("a/", 0, 0)));
    let generation = listing.start("");
    listing.first_page(generation, vec![folder("a/"), object("b", 1, 0)], None);
    assert_eq!(listing.find("a/"), Some(&folder("a/")));
}

#[test]
fn a_list_that_is_loaded_anew_is_busy_until_its_answer() {
    let mut listing = sample();
    assert!(!listing.busy);
    let old = listing.start("a/");
    let generation = listing.start("a/");
    listing.first_page(old, Vec::new(), None);
    assert!(listing.busy);
    listing.first_page(generation, vec![object("a/x", 1, 1)], None);
    assert!(!listing.busy);
    let generation = listing.start("a/");
    listing.failed(generation, Fault::here("denied", "list", "", 0));
    assert!(!listing.busy);
}
