/* Where bytes stand in the hex view, and which field a byte belongs to. */
#include <string.h>

#include "tb-application-fields.h"
#include "tb-hex-layout.h"
#include "tb-record-fields.h"

static void
rows_are_wide_where_there_is_room (void)
{
  g_assert_cmpuint (tb_hex_get_n_columns (16), ==, 6 + 48 + 1 + 1 + 16);
  g_assert_cmpuint (tb_hex_choose_per_row (72), ==, 16);
  g_assert_cmpuint (tb_hex_choose_per_row (71), ==, 8);
  g_assert_cmpuint (tb_hex_choose_per_row (0), ==, 8);
  g_assert_cmpuint (tb_hex_get_n_rows (0, 16), ==, 0);
  g_assert_cmpuint (tb_hex_get_n_rows (16, 16), ==, 1);
  g_assert_cmpuint (tb_hex_get_n_rows (17, 16), ==, 2);
}

static void
every_byte_is_found_where_it_is_drawn (void)
{
  static const guint widths[] = { 8, 16 };
  const gsize n_bytes = 45;

  for (guint w = 0; w < G_N_ELEMENTS (widths); w++)
    for (gsize i = 0; i < n_bytes; i++)
      {
        guint per_row = widths[w], index = (guint) (i % per_row);
        gsize row = i / per_row, offset;

        g_assert_cmpint (tb_hex_find (per_row, n_bytes, row, tb_hex_digits_column (per_row, index), &offset), ==, TB_HEX_DIGITS);
        g_assert_cmpuint (offset, ==, i);
        g_assert_cmpint (tb_hex_find (per_row, n_bytes, row, tb_hex_digits_column (per_row, index) + 1, &offset), ==, TB_HEX_DIGITS);
        g_assert_cmpuint (offset, ==, i);
        g_assert_cmpint (tb_hex_find (per_row, n_bytes, row, tb_hex_text_column (per_row, index), &offset), ==, TB_HEX_TEXT);
        g_assert_cmpuint (offset, ==, i);
      }
}

static void
between_and_beyond_bytes_is_nowhere (void)
{
  gsize offset;

  g_assert_cmpint (tb_hex_find (16, 20, 0, 0, &offset), ==, TB_HEX_NOWHERE);
  g_assert_cmpint (tb_hex_find (16, 20, 0, tb_hex_digits_column (16, 3) + 2, &offset), ==, TB_HEX_NOWHERE);
  g_assert_cmpint (tb_hex_find (16, 20, 1, tb_hex_digits_column (16, 4), &offset), ==, TB_HEX_NOWHERE);
  g_assert_cmpint (tb_hex_find (16, 20, 7, tb_hex_digits_column (16, 0), &offset), ==, TB_HEX_NOWHERE);
  g_assert_cmpint (tb_hex_find (16, 20, 0, 5000, &offset), ==, TB_HEX_NOWHERE);
}

static void
moving_stops_at_the_ends (void)
{
  g_assert_cmpuint (tb_hex_move (5, 20, -16), ==, 0);
  g_assert_cmpuint (tb_hex_move (5, 20, 16), ==, 19);
  g_assert_cmpuint (tb_hex_move (5, 20, 1), ==, 6);
  g_assert_cmpuint (tb_hex_move (99, 20, 0), ==, 19);
}

static void
dump_is_what_one_expects (void)
{
  const guint8 bytes[] = "ABCDEFGHIJKLMNOP\x01z";
  g_autofree char *dump = tb_hex_dump (bytes, 18);

  g_assert_cmpstr (dump, ==,
                   "0000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP\n"
                   "0010  01 7a                                             .z\n");
}

static TbFieldItem *
make_tree (void)
{
  TbFieldItem *root = tb_field_item_new ("root", "", 0, 20);
  TbFieldItem *middle = tb_field_item_new ("middle", "", 4, 10);

  tb_field_item_set_note (middle, "why", "RFC 1 section 2");
  tb_field_item_take_child (middle, tb_field_item_new ("leaf", "1", 6, 2));
  tb_field_item_take_child (middle, tb_field_item_new ("leaf", "2", 8, 2));
  tb_field_item_take_child (root, tb_field_item_new ("head", "", 0, 4));
  tb_field_item_take_child (root, middle);
  return root;
}

static void
byte_belongs_to_its_innermost_field (void)
{
  static const struct { gsize offset; const char *name; const char *value; } cases[] = {
    { 0, "head", "" }, { 4, "middle", "" }, { 6, "leaf", "1" }, { 7, "leaf", "1" }, { 8, "leaf", "2" }, { 10, "middle", "" }, { 14, "root", "" },
  };
  g_autoptr (TbFieldItem) root = make_tree ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TbFieldItem *field = tb_field_item_find_deepest (root, cases[i].offset);

      g_assert_cmpstr (tb_field_item_get_name (field), ==, cases[i].name);
      g_assert_cmpstr (tb_field_item_get_value (field), ==, cases[i].value);
    }
  g_assert_null (tb_field_item_find_deepest (root, 20));
}

static void
fields_are_found_by_name (void)
{
  g_autoptr (TbFieldItem) root = make_tree ();
  TbFieldItem *second = tb_field_item_find_name (root, "leaf", 1);

  g_assert_cmpstr (tb_field_item_get_value (second), ==, "2");
  g_assert_cmpstr (tb_field_item_get_clause (tb_field_item_get_parent (second)), ==, "RFC 1 section 2");
  g_assert_null (tb_field_item_find_name (root, "leaf", 2));
  g_assert_null (tb_field_item_find_name (root, "none", 0));
}

static void
tree_is_freed_whole (void)
{
  TbFieldItem *root = make_tree ();
  g_autoptr (TbFieldItem) kept = g_object_ref (tb_field_item_find_name (root, "middle", 0));

  g_assert_finalize_object (root);
  g_assert_null (tb_field_item_get_parent (kept));
}

static void
records_are_named_without_keys (void)
{
  const guint8 bytes[] = { 22, 3, 3, 0, 2, 0xaa, 0xbb, 23, 3, 3, 0, 3, 1, 2, 3 };
  g_autoptr (TbFieldItem) root = tb_record_fields_new (bytes, sizeof bytes);

  g_assert_cmpuint (g_list_model_get_n_items (tb_field_item_get_children (root)), ==, 2);
  g_assert_cmpstr (tb_field_item_get_name (tb_field_item_find_deepest (root, 5)), ==, "fragment");
  g_assert_cmpstr (tb_field_item_get_name (tb_field_item_find_deepest (root, 7)), ==, "opaque_type");
  g_assert_cmpstr (tb_field_item_get_name (tb_field_item_find_deepest (root, 14)), ==, "encrypted_record");
}

static void
broken_records_do_not_read_on (void)
{
  const guint8 bytes[] = { 23, 3, 3, 0xff, 0xff, 1, 2 };

  for (gsize n = 0; n <= sizeof bytes; n++)
    {
      g_autoptr (TbFieldItem) root = tb_record_fields_new (bytes, n);

      g_assert_cmpuint (tb_field_item_get_length (root), ==, n);
      if (n > 0)
        g_assert_nonnull (tb_field_item_find_deepest (root, n - 1));
      g_assert_cmpint (tb_field_item_find_name (root, "malformed", 0) != NULL, ==, n > 0 && n < 5);
    }
}

/* CertificationRequest { { INTEGER 0, Name "CN=ab", { { Ed25519 }, BIT STRING }, [0] { } }, { Ed25519 }, BIT STRING } */
static const guint8 request[] = {
  0x30, 0x2c, 0x30, 0x20, 2, 1, 0, 0x30, 13, 0x31, 11, 0x30, 9, 6, 3, 0x55, 4, 3, 12, 2, 'a', 'b',
  0x30, 10, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 1, 0, 0xa0, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 1, 0,
};

static TbFieldItem *
fields_of (const guint8 *bytes, gsize n_bytes)
{
  return tb_field_item_new_for_field (tb_dissect_request (bytes, n_bytes), NULL);
}

static void
request_has_its_named_fields (void)
{
  g_autoptr (TbFieldItem) root = fields_of (request, sizeof request);

  g_assert_null (tb_field_item_find_name (root, "malformed", 0));
  g_assert_cmpstr (tb_field_item_get_name (root), ==, "CertificationRequest");
  g_assert_cmpstr (tb_field_item_get_value (root), ==, "CN=ab");
  g_assert_cmpstr (tb_field_item_get_name (tb_field_item_find_deepest (root, 6)), ==, "version");
  g_assert_cmpstr (tb_field_item_get_value (tb_field_item_find_name (root, "subject", 0)), ==, "CN=ab");
  g_assert_cmpstr (tb_field_item_get_name (tb_field_item_find_deepest (root, sizeof request - 1)), ==, "signature");
}

static void
broken_requests_are_said_to_be_broken (void)
{
  for (gsize n = 0; n < sizeof request; n++)
    {
      g_autoptr (TbFieldItem) root = fields_of (request, n);

      g_assert_nonnull (tb_field_item_find_name (root, "malformed", 0));
    }
  for (gsize i = 1; i < sizeof request; i++)
    {
      guint8 damaged[sizeof request];
      g_autoptr (TbFieldItem) root = NULL;

      memcpy (damaged, request, sizeof request);
      damaged[i] = 0xff;
      root = fields_of (damaged, sizeof damaged);
      g_assert_cmpuint (tb_field_item_get_length (root), ==, sizeof damaged);
    }
}

static void
assert_told (const char *message, const char *name, const char *detail)
{
  g_autoptr (GBytes) plain = g_bytes_new_static (message, strlen (message));
  g_autoptr (TbFieldItem) fields = tb_application_fields_new (plain, FALSE, TB_SIDE_CLIENT);
  g_autofree char *its_name = tb_application_fields_dup_name (fields);
  g_autofree char *its_detail = tb_application_fields_dup_detail (fields);

  g_assert_cmpstr (its_name, ==, name);
  g_assert_cmpstr (its_detail, ==, detail);
}

/* One line for each message of a conversation: what is asked for or how it went, and what is most worth knowing. */
static void
messages_are_named_by_what_they_are_about (void)
{
  assert_told ("GET /.well-known/est/cacerts HTTP/1.1\r\n\r\n", "GET cacerts", "");
  assert_told ("GET /scep?operation=GetCACaps&message=ca HTTP/1.1\r\n\r\n", "GET GetCACaps", "");
  assert_told ("POST /acme/authorization/x-b1MbCggiV-QhXBFYbTrg HTTP/1.1\r\n\r\n", "POST authorization", "");
  assert_told ("POST /acme/finalize/x-b1MbCggiV-QhXBFYbTrg HTTP/1.1\r\n\r\n", "POST finalize", "");
  assert_told ("GET / HTTP/1.1\r\n\r\n", "GET /", "");
  assert_told ("HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n\r\n{\"status\":\"pending\"}", "201 Created", "pending");
  assert_told ("HTTP/1.1 401 Unauthorized\r\nContent-Type: text/plain\r\n\r\nunknown secret", "401 Unauthorized", "unknown secret");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hex/width", rows_are_wide_where_there_is_room);
  g_test_add_func ("/hex/find", every_byte_is_found_where_it_is_drawn);
  g_test_add_func ("/hex/nowhere", between_and_beyond_bytes_is_nowhere);
  g_test_add_func ("/hex/move", moving_stops_at_the_ends);
  g_test_add_func ("/hex/dump", dump_is_what_one_expects);
  g_test_add_func ("/field/deepest", byte_belongs_to_its_innermost_field);
  g_test_add_func ("/field/name", fields_are_found_by_name);
  g_test_add_func ("/field/free", tree_is_freed_whole);
  g_test_add_func ("/field/records", records_are_named_without_keys);
  g_test_add_func ("/field/broken-records", broken_records_do_not_read_on);
  g_test_add_func ("/field/request", request_has_its_named_fields);
  g_test_add_func ("/field/conversation", messages_are_named_by_what_they_are_about);
  g_test_add_func ("/field/broken-requests", broken_requests_are_said_to_be_broken);
  return g_test_run ();
}
