/* HTTP messages are read as they were written, however they are divided, and nothing is read that two readers could understand in two ways. */
#include "tb-http.h"

#include <string.h>

#define LIMIT 4096

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
assert_body (GBytes *body, const char *expected)
{
  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), expected, strlen (expected));
}

/* Feeds in pieces of @step bytes. */
static gboolean
feed_in_steps (TbHttpReader *reader, GBytes *bytes, gsize step, GError **error)
{
  gsize length, consumed;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  for (gsize at = 0; at < length; at += consumed)
    {
      if (!tb_http_reader_feed (reader, data + at, MIN (step, length - at), &consumed, error))
        return FALSE;
      if (tb_http_reader_is_complete (reader))
        break;
    }
  return TRUE;
}

static void
request_survives_writing_and_reading (void)
{
  g_autoptr (GBytes) body = bytes_of ("some body");
  g_autoptr (TbHttpRequest) sent = tb_http_request_new ("POST", "/.well-known/est/simpleenroll?a=b", "application/pkcs10", body);
  tb_http_set_basic (sent, "lock-17", "a:secret");
  g_autoptr (GBytes) bytes = tb_http_request_write (sent, "ca.example:8443");
  for (gsize step = 1; step < 40; step++)
    {
      g_autoptr (TbHttpReader) reader = tb_http_reader_new_request (LIMIT);
      g_assert_true (tb_http_reader_is_idle (reader));
      g_assert_true (feed_in_steps (reader, bytes, step, NULL));
      g_assert_true (tb_http_reader_is_complete (reader));
      g_autoptr (TbHttpRequest) got = tb_http_reader_take_request (reader);
      g_autofree char *user = NULL, *secret = NULL;
      g_assert_cmpstr (got->method, ==, "POST");
      g_assert_cmpstr (got->path, ==, "/.well-known/est/simpleenroll");
      g_assert_cmpstr (got->query, ==, "a=b");
      g_assert_cmpstr (tb_http_fields_get (got->fields, "hOST"), ==, "ca.example:8443");
      g_assert_true (tb_http_media_type_is (tb_http_fields_get (got->fields, "content-type"), "application/PKCS10"));
      g_assert_true (tb_http_read_basic (got, &user, &secret));
      g_assert_cmpstr (user, ==, "lock-17");
      g_assert_cmpstr (secret, ==, "a:secret");
      assert_body (got->body, "some body");
    }
}

static void
response_survives_writing_and_reading (void)
{
  static const guint statuses[] = { 200, 201, 202, 204, 304, 400, 401, 404, 405, 413, 415, 501 };
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (TbHttpResponse) sent = tb_http_response_new_text (statuses[i], "number %u", i);
      tb_http_fields_set (sent->fields, "Retry-After", "60");
      g_autoptr (GBytes) bytes = tb_http_response_write (sent, "GET");
      g_autoptr (TbHttpResponse) got = tb_http_response_read (bytes, LIMIT, "GET", NULL);
      gboolean bodiless = statuses[i] == 204 || statuses[i] == 304;
      g_assert_cmpuint (got->status, ==, statuses[i]);
      g_assert_cmpstr (tb_http_fields_get (got->fields, "Retry-After"), ==, "60");
      g_assert_cmpuint (g_bytes_get_size (got->body), ==, bodiless ? 0 : g_bytes_get_size (sent->body));
    }
}

static void
answer_to_head_has_no_body (void)
{
  g_autoptr (TbHttpResponse) sent = tb_http_response_new_text (200, "text");
  g_autoptr (GBytes) bytes = tb_http_response_write (sent, "HEAD");
  g_autoptr (TbHttpResponse) got = tb_http_response_read (bytes, LIMIT, "HEAD", NULL);
  g_assert_cmpstr (tb_http_fields_get (got->fields, "Content-Length"), ==, "5");
  assert_body (got->body, "");
}

/* --- what is accepted --- */

typedef struct
{
  const char *name;
  const char *text;
  const char *body;
} Good;

#define HOST "Host: a\r\n"
#define POST "POST / HTTP/1.1\r\n" HOST
#define CHUNKED POST "Transfer-Encoding: chunked\r\n\r\n"

static const Good good_requests[] = {
  { "no body", "GET / HTTP/1.1\r\n" HOST "\r\n", "" },
  { "old version without host", "GET /a HTTP/1.0\r\n\r\n", "" },
  { "absolute target", "GET http://a/b?c HTTP/1.1\r\n" HOST "\r\n", "" },
  { "absolute target without path", "GET HTTPS://a HTTP/1.1\r\n" HOST "\r\n", "" },
  { "one empty line before", "\r\nGET / HTTP/1.1\r\n" HOST "\r\n", "" },
  { "no space after colon", POST "Content-Length:3\r\n\r\nabc", "abc" },
  { "space around value", POST "Content-Length: \t 3 \t\r\n\r\nabc", "abc" },
  { "empty value", POST "X:\r\nContent-Length: 0\r\n\r\n", "" },
  { "bytes above 127 in a value", POST "X: \xc3\xa4\xff\r\nContent-Length: 0\r\n\r\n", "" },
  { "chunks", CHUNKED "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "abcde" },
  { "chunks with zeros and capitals", CHUNKED "0000000A\r\n0123456789\r\n00\r\n\r\n", "0123456789" },
  { "chunk with extensions", CHUNKED "3;a=b;c=\"d\"\r\nabc\r\n0 ;x\r\n\r\n", "abc" },
  { "trailers", CHUNKED "3\r\nabc\r\n0\r\nA: b\r\nContent-Length: 7\r\n\r\n", "abc" },
  { "no chunk but the last", CHUNKED "0\r\n\r\n", "" },
  { "coding in capitals", POST "Transfer-Encoding: CHUNKED\r\n\r\n1\r\nx\r\n0\r\n\r\n", "x" },
  { "body of newlines", POST "Content-Length: 4\r\n\r\n\r\n\n\r", "\r\n\n\r" },
};

static void
well_formed_requests_are_read_whatever_their_division (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good_requests); i++)
    for (gsize step = 1; step < 8; step++)
      {
        g_autoptr (GBytes) bytes = bytes_of (good_requests[i].text);
        g_autoptr (TbHttpReader) reader = tb_http_reader_new_request (LIMIT);
        g_autoptr (GError) error = NULL;
        g_test_message ("%s", good_requests[i].name);
        g_assert_true (feed_in_steps (reader, bytes, step, &error));
        g_assert_no_error (error);
        g_assert_true (tb_http_reader_is_complete (reader));
        g_autoptr (TbHttpRequest) request = tb_http_reader_take_request (reader);
        assert_body (request->body, good_requests[i].body);
      }
}

static void
every_truncation_is_incomplete (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good_requests); i++)
    for (gsize length = 0; length < strlen (good_requests[i].text); length++)
      {
        g_autoptr (GBytes) bytes = g_bytes_new (good_requests[i].text, length);
        g_autoptr (GError) error = NULL;
        g_assert_null (tb_http_request_read (bytes, LIMIT, &error));
        g_assert_error (error, TB_HTTP_ERROR, TB_HTTP_ERROR_MALFORMED);
      }
}

static void
absolute_target_is_divided (void)
{
  g_autoptr (GBytes) bytes = bytes_of (good_requests[2].text);
  g_autoptr (TbHttpRequest) request = tb_http_request_read (bytes, LIMIT, NULL);
  g_assert_cmpstr (request->path, ==, "/b");
  g_assert_cmpstr (request->query, ==, "c");
}

/* --- what is refused --- */

typedef struct
{
  const char *name;
  const char *text;
  int code;
} Bad;

static const Bad bad_requests[] = {
  { "not HTTP", "hello\r\n\r\n", 400 },
  { "two empty lines before", "\r\n\r\nGET / HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "bare line feed after the start line", "GET / HTTP/1.1\n" HOST "\r\n", 400 },
  { "bare line feed in the fields", "GET / HTTP/1.1\r\nHost: a\n\r\n", 400 },
  { "bare carriage return in a value", "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", 400 },
  { "two carriage returns", "GET / HTTP/1.1\r\r\n" HOST "\r\n", 400 },
  { "two spaces in the start line", "GET  / HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "space in the target", "GET /a b HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "no version", "GET /\r\n" HOST "\r\n", 400 },
  { "small letters in the version", "GET / http/1.1\r\n" HOST "\r\n", 400 },
  { "newer version", "GET / HTTP/2.0\r\n" HOST "\r\n", 505 },
  { "older version", "GET / HTTP/0.9\r\n" HOST "\r\n", 505 },
  { "fragment in the target", "GET /#a HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "half an escape in the target", "GET /%2 HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "no path", "GET a HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "authority as target", "CONNECT a:443 HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "other scheme", "GET ftp://a/ HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "method is no token", "G(T / HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "no host", "GET / HTTP/1.1\r\n\r\n", 400 },
  { "two hosts", "GET / HTTP/1.1\r\n" HOST HOST "\r\n", 400 },
  { "folded field", "GET / HTTP/1.1\r\n" HOST "X: a\r\n b\r\n\r\n", 400 },
  { "first field folded", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400 },
  { "space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400 },
  { "no colon", "GET / HTTP/1.1\r\n" HOST "abc\r\n\r\n", 400 },
  { "no name", "GET / HTTP/1.1\r\n" HOST ": abc\r\n\r\n", 400 },
  { "control character in a value", "GET / HTTP/1.1\r\nHost: a\x01\r\n\r\n", 400 },
  { "delete character in a value", "GET / HTTP/1.1\r\nHost: a\x7f\r\n\r\n", 400 },
  { "length and chunks", POST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400 },
  { "chunks and length", POST "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400 },
  { "two lengths that differ", POST "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400 },
  { "two lengths that agree", POST "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400 },
  { "list of lengths", POST "Content-Length: 3, 3\r\n\r\nabc", 400 },
  { "signed length", POST "Content-Length: +3\r\n\r\nabc", 400 },
  { "negative length", POST "Content-Length: -3\r\n\r\nabc", 400 },
  { "hexadecimal length", POST "Content-Length: 0x3\r\n\r\nabc", 400 },
  { "empty length", POST "Content-Length:\r\n\r\n", 400 },
  { "length beyond all numbers", POST "Content-Length: 99999999999999999999\r\n\r\n", 400 },
  { "length beyond the limit", POST "Content-Length: 4097\r\n\r\n", 413 },
  { "two codings", POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400 },
  { "list of codings", POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501 },
  { "other coding", POST "Transfer-Encoding: identity\r\n\r\n", 501 },
  { "coding with a strange space", POST "Transfer-Encoding: \x0b" "chunked\r\n\r\n0\r\n\r\n", 400 },
  { "coding in an old request", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400 },
  { "chunk without size", CHUNKED "\r\nabc\r\n0\r\n\r\n", 400 },
  { "chunk with a signed size", CHUNKED "+3\r\nabc\r\n0\r\n\r\n", 400 },
  { "chunk with a prefixed size", CHUNKED "0x3\r\nabc\r\n0\r\n\r\n", 400 },
  { "chunk with a space before the size", CHUNKED " 3\r\nabc\r\n0\r\n\r\n", 400 },
  { "chunk with a space after the size", CHUNKED "3 \r\nabc\r\n0\r\n\r\n", 400 },
  { "chunk with nine digits", CHUNKED "000000003\r\nabc\r\n0\r\n\r\n", 400 },
  { "chunk beyond the limit", CHUNKED "1001\r\n", 413 },
  { "huge chunk", CHUNKED "FFFFFFFF\r\n", 413 },
  { "chunks beyond the limit together", CHUNKED "1\r\na\r\n1000\r\n", 413 },
  { "chunk line with bare line feed", CHUNKED "3\nabc\r\n0\r\n\r\n", 400 },
  { "chunk longer than said", CHUNKED "2\r\nabc\r\n0\r\n\r\n", 400 },
  { "chunk followed by bare line feed", CHUNKED "3\r\nabc\n0\r\n\r\n", 400 },
  { "folded trailer", CHUNKED "0\r\nA: b\r\n c\r\n\r\n", 400 },
  { "bad trailer", CHUNKED "0\r\nA b\r\n\r\n", 400 },
};

static void
ambiguous_requests_are_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_requests); i++)
    for (gsize step = 1; step < 1000; step += 499)
      {
        g_autoptr (GBytes) bytes = bytes_of (bad_requests[i].text);
        g_autoptr (TbHttpReader) reader = tb_http_reader_new_request (LIMIT);
        g_autoptr (GError) error = NULL;
        gsize consumed;
        g_test_message ("%s", bad_requests[i].name);
        g_assert_false (feed_in_steps (reader, bytes, step, &error));
        g_assert_error (error, TB_HTTP_ERROR, bad_requests[i].code);
        g_assert_false (tb_http_reader_feed (reader, (const guint8 *) "x", 1, &consumed, NULL));
        g_assert_false (tb_http_reader_end (reader, NULL));
      }
}

static void
nul_is_refused_anywhere_in_a_head (void)
{
  static const char text[] = "GET /abc HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n";
  for (gsize at = 0; at < sizeof text - 1; at++)
    {
      g_autofree char *with_nul = g_memdup2 (text, sizeof text);
      with_nul[at] = '\0';
      g_autoptr (GBytes) bytes = g_bytes_new (with_nul, sizeof text - 1);
      g_autoptr (GError) error = NULL;
      g_assert_null (tb_http_request_read (bytes, LIMIT, &error));
      g_assert_error (error, TB_HTTP_ERROR, TB_HTTP_ERROR_MALFORMED);
    }
}

/* Feeds @unit after @opening again and again until the reader has had enough; it must not take more than @most bytes. */
static void
assert_gives_up (const char *opening, const char *unit, gsize most, int code)
{
  g_autoptr (TbHttpReader) reader = tb_http_reader_new_request (LIMIT);
  g_autoptr (GError) error = NULL;
  gsize consumed, total = 0;
  g_assert_true (tb_http_reader_feed (reader, (const guint8 *) opening, strlen (opening), &consumed, NULL));
  while (tb_http_reader_feed (reader, (const guint8 *) unit, strlen (unit), &consumed, &error))
    g_assert_cmpuint (total += consumed, <=, most);
  g_assert_error (error, TB_HTTP_ERROR, code);
}

static void
endless_messages_are_given_up (void)
{
  assert_gives_up ("GET /", "aaaaaaaa", TB_HTTP_HEAD_MAX_BYTES, 414);
  assert_gives_up ("GET / HTTP/1.1\r\nA: ", "aaaaaaaa", TB_HTTP_HEAD_MAX_BYTES, 431);
  assert_gives_up ("GET / HTTP/1.1\r\n", "A: b\r\n", TB_HTTP_MAX_FIELDS * 6, 431);
  assert_gives_up (CHUNKED "1;", "aaaaaaaa", TB_HTTP_HEAD_MAX_BYTES, 431);
  assert_gives_up (CHUNKED, "1;abcdefghijklmnopqrstuvwxyz\r\nx\r\n", 2 * TB_HTTP_HEAD_MAX_BYTES, 431);
  assert_gives_up (CHUNKED, "1\r\nx\r\n", LIMIT * 6, 413);
  assert_gives_up (CHUNKED "0\r\n", "A: b\r\n", TB_HTTP_MAX_FIELDS * 6, 431);
}

static void
what_follows_a_message_is_left (void)
{
  static const char text[] = POST "Content-Length: 3\r\n\r\nabcGET /next HTTP/1.1\r\n" HOST "\r\n";
  g_autoptr (TbHttpReader) first = tb_http_reader_new_request (LIMIT), second = tb_http_reader_new_request (LIMIT);
  g_autoptr (GBytes) whole = bytes_of (text);
  gsize consumed, rest;
  g_assert_true (tb_http_reader_feed (first, (const guint8 *) text, strlen (text), &consumed, NULL));
  g_assert_true (tb_http_reader_is_complete (first));
  g_assert_true (tb_http_reader_feed (second, (const guint8 *) text + consumed, strlen (text) - consumed, &rest, NULL));
  g_assert_true (tb_http_reader_is_complete (second));
  g_assert_cmpuint (consumed + rest, ==, strlen (text));
  g_autoptr (TbHttpRequest) next = tb_http_reader_take_request (second);
  g_assert_cmpstr (next->path, ==, "/next");
  g_assert_null (tb_http_request_read (whole, LIMIT, NULL));
}

/* --- responses --- */

static const Good good_responses[] = {
  { "no reason", "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nab", "ab" },
  { "no space either", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nab", "ab" },
  { "until the end", "HTTP/1.0 200 OK\r\n\r\nabc", "abc" },
  { "after an interim response", "HTTP/1.1 100 Continue\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", "x" },
  { "chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", "x" },
  { "nothing", "HTTP/1.1 204 No Content\r\n\r\n", "" },
};

static const Bad bad_responses[] = {
  { "status of two digits", "HTTP/1.1 20 OK\r\n\r\n", 400 },
  { "status beyond all", "HTTP/1.1 600 OK\r\n\r\n", 400 },
  { "status is no number", "HTTP/1.1 2x0 OK\r\n\r\n", 400 },
  { "signed status", "HTTP/1.1 +20 OK\r\n\r\n", 400 },
  { "another protocol", "HTTP/1.1 101 Switching\r\n\r\n", 400 },
  { "newer version", "HTTP/3.0 200 OK\r\n\r\n", 505 },
  { "length and chunks", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400 },
  { "short body", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", 400 },
  { "long body", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab", 400 },
  { "body after none", "HTTP/1.1 204 No Content\r\n\r\nab", 400 },
};

static void
responses_are_read_or_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good_responses); i++)
    {
      g_autoptr (GBytes) bytes = bytes_of (good_responses[i].text);
      g_autoptr (TbHttpResponse) response = tb_http_response_read (bytes, LIMIT, "GET", NULL);
      g_test_message ("%s", good_responses[i].name);
      g_assert_nonnull (response);
      assert_body (response->body, good_responses[i].body);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad_responses); i++)
    {
      g_autoptr (GBytes) bytes = bytes_of (bad_responses[i].text);
      g_autoptr (GError) error = NULL;
      g_test_message ("%s", bad_responses[i].name);
      g_assert_null (tb_http_response_read (bytes, LIMIT, "GET", &error));
      g_assert_error (error, TB_HTTP_ERROR, bad_responses[i].code);
    }
}

static void
endless_response_is_given_up (void)
{
  static const char opening[] = "HTTP/1.1 200 OK\r\n\r\n";
  g_autofree char *body = g_strnfill (LIMIT + 1, 'x');
  g_autofree char *text = g_strconcat (opening, body, NULL);
  g_autoptr (GBytes) too_long = bytes_of (text), fits = g_bytes_new (text, strlen (text) - 1);
  g_autoptr (GError) error = NULL;
  g_assert_null (tb_http_response_read (too_long, LIMIT, "GET", &error));
  g_assert_error (error, TB_HTTP_ERROR, TB_HTTP_ERROR_BODY_TOO_LARGE);
  g_autoptr (TbHttpResponse) response = tb_http_response_read (fits, LIMIT, "GET", NULL);
  g_assert_nonnull (response);
}

/* --- values --- */

static void
media_types_have_parameters (void)
{
  static const struct { const char *value, *name, *expected; } rows[] = {
    { "multipart/mixed; boundary=abc", "boundary", "abc" },
    { "multipart/mixed;BOUNDARY=abc ; x=y", "Boundary", "abc" },
    { "multipart/mixed; x=\"a;boundary=no\"; boundary=\"a \\\"b\\\"\"", "boundary", "a \"b\"" },
    { "multipart/mixed; boundary=\"open", "boundary", NULL },
    { "multipart/mixed; boundaryx=1", "boundary", NULL },
    { "multipart/mixed; boundary", "boundary", NULL },
    { "multipart/mixed;;;", "boundary", NULL },
    { "application/pkcs7-mime; smime-type=certs-only", "smime-type", "certs-only" },
    { NULL, "boundary", NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = tb_http_media_type_get_parameter (rows[i].value, rows[i].name);
      g_assert_cmpstr (got, ==, rows[i].expected);
    }
  g_assert_true (tb_http_media_type_is ("Application/PKCS10 ; a=b", "application/pkcs10"));
  g_assert_false (tb_http_media_type_is ("application/pkcs10x", "application/pkcs10"));
  g_assert_false (tb_http_media_type_is (NULL, "application/pkcs10"));
}

static void
malformed_credentials_are_none (void)
{
  static const char *const values[] = { "Basic", "Basic ", "Basic !!!!", "Bearer YTpi", "Basic YWI=" /* ab */, "Basic YQA6Yg==" /* a NUL : b */,
                                        "Basic /zph" /* not UTF-8 */ };
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (TbHttpRequest) request = tb_http_request_new ("GET", "/", NULL, NULL);
      g_autofree char *user = NULL, *secret = NULL;
      tb_http_fields_set (request->fields, "Authorization", values[i]);
      g_assert_false (tb_http_read_basic (request, &user, &secret));
    }
}

static void
fields_hold_lists_and_are_replaced (void)
{
  g_autoptr (TbHttpRequest) request = tb_http_request_new ("GET", "/", NULL, NULL);
  tb_http_fields_add (request->fields, "Connection", "Upgrade");
  tb_http_fields_add (request->fields, "connection", "keep-alive ,  CLOSE");
  g_assert_true (tb_http_fields_have_token (request->fields, "Connection", "close"));
  g_assert_false (tb_http_fields_have_token (request->fields, "Connection", "clos"));
  tb_http_fields_set (request->fields, "Connection", "x");
  g_assert_cmpuint (request->fields->len, ==, 1);
}

/* Whatever a writer is given, what it writes holds one message. */
static void
nothing_can_be_smuggled_through_a_writer (void)
{
  g_autoptr (TbHttpResponse) response = tb_http_response_new_text (200, "x");
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*tb_http_is_field_value*");
  tb_http_fields_set (response->fields, "X", "a\r\nSet-Cookie: b");
  g_test_assert_expected_messages ();
  g_assert_null (tb_http_fields_get (response->fields, "X"));
  tb_http_fields_set (response->fields, "Content-Length", "1");
  tb_http_fields_set (response->fields, "Transfer-Encoding", "chunked");
  g_autoptr (GBytes) bytes = tb_http_response_write (response, "GET");
  g_autoptr (TbHttpResponse) got = tb_http_response_read (bytes, LIMIT, "GET", NULL);
  assert_body (got->body, "x\n");
}

/* Any change of any byte is read or refused, and what is read can be written and read again. */
static void
changed_requests_never_break_the_reader (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good_requests); i++)
    for (gsize at = 0; at < strlen (good_requests[i].text); at++)
      for (guint mask = 1; mask < 256; mask <<= 1)
        {
          g_autofree char *text = g_strdup (good_requests[i].text);
          gsize length = strlen (text);
          text[at] ^= mask;
          g_autoptr (GBytes) bytes = g_bytes_new (text, length);
          g_autoptr (TbHttpRequest) request = tb_http_request_read (bytes, LIMIT, NULL);
          g_autoptr (GBytes) again = request ? tb_http_request_write (request, NULL) : NULL;
          g_autoptr (TbHttpRequest) reread = request ? tb_http_request_read (again, LIMIT, NULL) : NULL;
          g_assert_true (!request || reread);
        }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/enrol/http/request-survives-writing-and-reading", request_survives_writing_and_reading);
  g_test_add_func ("/enrol/http/response-survives-writing-and-reading", response_survives_writing_and_reading);
  g_test_add_func ("/enrol/http/answer-to-head-has-no-body", answer_to_head_has_no_body);
  g_test_add_func ("/enrol/http/well-formed-requests-are-read-whatever-their-division", well_formed_requests_are_read_whatever_their_division);
  g_test_add_func ("/enrol/http/every-truncation-is-incomplete", every_truncation_is_incomplete);
  g_test_add_func ("/enrol/http/absolute-target-is-divided", absolute_target_is_divided);
  g_test_add_func ("/enrol/http/ambiguous-requests-are-refused", ambiguous_requests_are_refused);
  g_test_add_func ("/enrol/http/nul-is-refused-anywhere-in-a-head", nul_is_refused_anywhere_in_a_head);
  g_test_add_func ("/enrol/http/endless-messages-are-given-up", endless_messages_are_given_up);
  g_test_add_func ("/enrol/http/what-follows-a-message-is-left", what_follows_a_message_is_left);
  g_test_add_func ("/enrol/http/responses-are-read-or-refused", responses_are_read_or_refused);
  g_test_add_func ("/enrol/http/endless-response-is-given-up", endless_response_is_given_up);
  g_test_add_func ("/enrol/http/media-types-have-parameters", media_types_have_parameters);
  g_test_add_func ("/enrol/http/malformed-credentials-are-none", malformed_credentials_are_none);
  g_test_add_func ("/enrol/http/fields-hold-lists-and-are-replaced", fields_hold_lists_and_are_replaced);
  g_test_add_func ("/enrol/http/nothing-can-be-smuggled-through-a-writer", nothing_can_be_smuggled_through_a_writer);
  g_test_add_func ("/enrol/http/changed-requests-never-break-the-reader", changed_requests_never_break_the_reader);
  return g_test_run ();
}
