use super::*;

fn read(page: &str) -> Reference {
    from_html(&Html::parse_document(page))
}

fn issued_of(page: &str) -> Option<String> {
    read(page).issued.map(|issued| issued.to_string())
}

#[test]
fn json_ld_in_a_graph_names_its_people_by_reference() {
    let reference = read(
        r#"<html lang="en-gb"><head><title>Who decides - A Blog</title>
        <script type="application/ld+json">{"@context":"https://schema.org","@graph":[
          {"@type":"WebSite","@id":"https://a.example/#website","name":"A Blog"},
          {"@type":"WebPage","@id":"https://a.example/who/","url":"https://a.example/who/","name":"Who decides - A Blog"},
          {"@type":["Article","BlogPosting"],"@id":"https://a.example/who/#article","headline":"Who decides &#8211; and why",
           "author":{"@id":"https://a.example/#/person/1"},"datePublished":"2021-12-15T08:00:00+00:00",
           "dateModified":"2023-01-01","isPartOf":{"@id":"https://a.example/#website"},
           "mainEntityOfPage":{"@id":"https://a.example/who/"}},
          {"@type":"Person","@id":"https://a.example/#/person/1","name":"Ada One"}]}</script></head><body><p>x"#,
    );
    assert_eq!(reference.title.as_deref(), Some("Who decides – and why"));
    assert_eq!(reference.author, ["Ada One"]);
    assert_eq!(reference.issued.map(|issued| issued.to_string()).as_deref(), Some("2021-12-15"));
    assert_eq!(reference.url.as_deref(), Some("https://a.example/who/"));
    assert_eq!(reference.container_title.as_deref(), Some("A Blog"));
    assert_eq!(reference.language.as_deref(), Some("en-GB"));
}

#[test]
fn json_ld_may_be_a_list_broken_or_wrapped() {
    let reference = read(
        "<script type='application/ld+json'>//<![CDATA[\n[{\"@type\":\"BreadcrumbList\"},{\"@type\":\"NewsArticle\",\
         \"headline\":\"Who\ndecides\",\"author\":[{\"name\":\"Ada One\"},{\"name\":\"Bo Two\"},{\"name\":\"admin\"}]}]\n\
         //]]></script><script type='application/ld+json'>{ broken",
    );
    assert_eq!(reference.title.as_deref(), Some("Who decides"));
    assert_eq!(reference.author, ["Ada One", "Bo Two"]);
}

#[test]
fn among_several_articles_the_pages_own_is_taken() {
    let reference = read(
        r#"<link rel="canonical" href="https://a.example/two"><script type="application/ld+json">[
        {"@type":"Article","headline":"One","url":"https://a.example/one"},
        {"@type":"Article","headline":"Two","url":"https://a.example/two"}]</script>"#,
    );
    assert_eq!(reference.title.as_deref(), Some("Two"));
}

#[test]
fn who_posts_in_a_forum_is_no_author() {
    let reference = read(
        r#"<script type="application/ld+json">{"@type":"DiscussionForumPosting","headline":"A question",
        "author":{"@type":"Person","name":"flipper77"},"datePublished":"2020-02-03"}</script>"#,
    );
    assert_eq!((reference.author.len(), reference.poster.as_deref()), (0, Some("flipper77")));
}

#[test]
fn meta_fills_what_json_ld_leaves_open() {
    let reference = read(
        r#"<html><head><title>Who decides | The Gazette</title><link rel=canonical href="https://www.gazette.example/">
        <meta property="og:title" content="Who decides | The Gazette"><meta property="og:site_name" content="The Gazette">
        <meta property="og:url" content="https://www.gazette.example/who"><meta property="og:locale" content="de_DE">
        <meta property="article:published_time" content="2020-03-04T05:06:07Z">
        <meta property="article:author" content="https://facebook.example/ada"><meta name="Author" content="Ada One">
        <meta name="author" content="Bo Two">"#,
    );
    assert_eq!(reference.title.as_deref(), Some("Who decides"));
    assert_eq!(reference.author, ["Ada One", "Bo Two"]);
    assert_eq!(
        reference.url.as_deref(),
        Some("https://www.gazette.example/who"),
        "a home page is no article's address"
    );
    assert_eq!(reference.container_title.as_deref(), Some("The Gazette"));
    assert_eq!(reference.language.as_deref(), Some("de-DE"));
    assert_eq!(reference.issued.map(|issued| issued.to_string()).as_deref(), Some("2020-03-04"));
}

#[test]
fn a_site_name_leaves_the_title_only_where_it_is_known_as_such() {
    let title = |page: &str| read(page).title;
    let by_heading =
        "<title>Who decides: owner or manager? – Tips – Some Blog</title><h1>Who decides:\n owner or manager?</h1>";
    assert_eq!(title(by_heading).as_deref(), Some("Who decides: owner or manager?"));
    let by_host =
        "<title>Who decides | Mountain Hut</title><link rel=canonical href=https://www.mountainhut.example/x>";
    assert_eq!(title(by_host).as_deref(), Some("Who decides"));
    let unknown = "<title>Product owner - product manager</title>";
    assert_eq!(title(unknown).as_deref(), Some("Product owner - product manager"));
    let first = "<meta property=og:site_name content='A Hut'><title>A Hut | Who decides</title>";
    assert_eq!(title(first).as_deref(), Some("Who decides"));
    let short = "<meta property=og:site_name content='World Future Awards -'><title>Who decides | WFA</title>";
    assert_eq!(title(short).as_deref(), Some("Who decides"));
    assert_eq!(read(short).container_title.as_deref(), Some("World Future Awards"));
    assert_eq!(title("<title>Untitled</title><h1>Who decides</h1>").as_deref(), Some("Who decides"));
    assert_eq!(title("<svg><title>icon</title></svg><p>x").as_deref(), None);
}

#[test]
fn a_date_counts_only_in_the_articles_own_header() {
    let own = "<article><header><h1>x</h1><time datetime='2021-12-15T00:00'>a day</time></header><p>x</article>";
    assert_eq!(issued_of(own).as_deref(), Some("2021-12-15"));
    let theme =
        "<div class='entry-meta'><time class='updated' datetime=2023-01-01></time><time>2 July 2024</time></div>";
    assert_eq!(issued_of(theme).as_deref(), Some("2024-07-02"));
    let prose = "<article><p>It began on <time datetime=1999-01-01>a day</time>.</article>";
    assert_eq!(issued_of(prose), None);
    let others = "<aside class=recent-posts><header><time datetime=2020-01-01></time></header></aside>";
    assert_eq!(issued_of(others), None);
    let microdata = "<div><span itemprop=datePublished content=2019-05-06>May</span></div>";
    assert_eq!(issued_of(microdata).as_deref(), Some("2019-05-06"));
}

#[test]
fn authors_of_comments_are_not_the_articles() {
    let page = "<article><p class=byline>by <a rel='author nofollow' href=/ada>Ada One</a></p></article>\
                <ol class=comment-list><li><span itemprop=author>Bo Two</span></li></ol>";
    assert_eq!(read(page).author, ["Ada One"]);
}

#[test]
fn what_saved_the_page_tells_its_address() {
    let reference = read("<!-- saved from url=(0025)https://a.example/who/why -->\n<html><title>x</title>");
    assert_eq!(reference.url.as_deref(), Some("https://a.example/who/why"));
    let reference = read(
        "<!DOCTYPE html><html><!--\n Page saved with SingleFile \n url: https://a.example/who \n \
         saved date: Tue Feb 01 2022 10:20:30 GMT+0100 (CET)\n-->",
    );
    assert_eq!(reference.url.as_deref(), Some("https://a.example/who"));
    assert_eq!(reference.accessed.map(|date| date.to_string()).as_deref(), Some("2022-02-01"));
    let reference = read(
        "<html><!-- Mirrored from a.example/who.html by HTTrack Website Copier/3.x [XR&CO'2014], Sat, 05 Mar 2022 10:11:12 GMT -->",
    );
    assert_eq!(reference.url.as_deref(), Some("http://a.example/who.html"));
    assert_eq!(reference.accessed.map(|date| date.to_string()).as_deref(), Some("2022-03-05"));
}

#[test]
fn a_page_that_says_nothing_gives_nothing() {
    assert_eq!(read("<p>One line."), Reference::default());
    assert_eq!(read(""), Reference::default());
}
