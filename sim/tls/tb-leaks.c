/* tb-leaks: what a session tells everyone on the path, opened or not: whom it was meant for, who took part, how much was said. */
#include "tb-eavesdropper.h"

#include "tb-certificate.h"
#include "tb-names.h"
#include "tb-record-open.h"

#define CERTIFICATE        11
#define CERTIFICATE_STATUS 22
#define CONTENT_ALERT      21
#define ALERT_BYTES        2
#define MESSAGE_BYTES      4
#define TLS_1_3            0x0304
#define TAG_BYTES          16

static gsize
record_header_of (const TbEavesdropper *eavesdropper)
{
  return eavesdropper->is_datagrams ? TB_DATAGRAM_RECORD_BYTES : TB_RECORD_HEADER_BYTES;
}

static gsize
message_header_of (const TbEavesdropper *eavesdropper)
{
  return eavesdropper->is_datagrams ? TB_DATAGRAM_MESSAGE_BYTES : MESSAGE_BYTES;
}

static void
add (GPtrArray *leaks, char *leak)
{
  g_ptr_array_add (leaks, leak);
}

static void
add_text (GPtrArray *leaks, const char *what, const TbCursor *text)
{
  g_autofree char *copy = g_strndup ((const char *) text->bytes + text->at, tb_cursor_left (text));
  g_autofree char *valid = g_utf8_make_valid (copy, -1);

  add (leaks, g_strdup_printf ("%s %s", what, valid));
}

/* RFC 6066 section 3: a list of names, of which only host names are defined. */
static void
add_server_name (GPtrArray *leaks, const TbHelloView *client)
{
  TbCursor content, name;

  if (!tb_hello_view_find (client, TB_EXTENSION_SERVER_NAME, &content))
    return;
  tb_cursor_take (&content, 2 + 1);
  name = tb_cursor_slice (&content, tb_cursor_be (&content, 2));
  if (!content.broken)
    add_text (leaks, "server_name", &name);
}

/* RFC 7301 section 3.1. */
static void
add_protocols (GPtrArray *leaks, const TbHelloView *client)
{
  TbCursor content;

  if (!tb_hello_view_find (client, TB_EXTENSION_ALPN, &content))
    return;
  tb_cursor_take (&content, 2);
  while (tb_cursor_left (&content) > 0)
    {
      TbCursor protocol = tb_cursor_slice (&content, tb_cursor_be (&content, 1));

      if (!content.broken)
        add_text (leaks, "alpn", &protocol);
    }
}

static void
add_agreement (GPtrArray *leaks, const TbEavesdropper *eavesdropper)
{
  const char *cipher = tb_names_find (TB_NAMES_CIPHER, eavesdropper->server.cipher);

  add (leaks, tb_names_describe (TB_NAMES_VERSION, eavesdropper->version));
  if (cipher != NULL)
    add (leaks, g_strdup_printf ("cipher %s", cipher));
}

/* In TLS 1.2 both sides show their certificates to everyone. */
static void
add_certificates (GPtrArray *leaks, TbCrypto *crypto, const TbEavesdropper *eavesdropper, TbSide side)
{
  GBytes *message = tb_eavesdropper_find (eavesdropper, side, CERTIFICATE);
  TbCursor cursor;

  if (message == NULL || eavesdropper->version == TLS_1_3)
    return;
  tb_cursor_init (&cursor, g_bytes_get_data (message, NULL), g_bytes_get_size (message));
  tb_cursor_take (&cursor, message_header_of (eavesdropper) + 3);
  while (tb_cursor_left (&cursor) > 0)
    {
      TbCursor der = tb_cursor_slice (&cursor, tb_cursor_be (&cursor, 3));
      g_autoptr (GBytes) bytes = g_bytes_new (der.bytes + der.at, tb_cursor_left (&der));
      g_autoptr (TbCertificate) certificate = tb_certificate_new_from_der (crypto, bytes, NULL);

      if (certificate != NULL)
        add (leaks, g_strdup_printf ("certificate %s %s", side == TB_SIDE_CLIENT ? "client" : "server", tb_certificate_get_subject (certificate)));
    }
}

/* In TLS 1.2 the server's OCSP response is in the open too. */
static void
add_staple (GPtrArray *leaks, const TbEavesdropper *eavesdropper)
{
  GBytes *message = tb_eavesdropper_find (eavesdropper, TB_SIDE_SERVER, CERTIFICATE_STATUS);

  if (message != NULL && eavesdropper->version != TLS_1_3)
    add (leaks, g_strdup_printf ("staple %" G_GSIZE_FORMAT, g_bytes_get_size (message) - message_header_of (eavesdropper)));
}

/* Whoever refuses before it has keys tells everybody why. */
static void
add_alerts (GPtrArray *leaks, const TbEavesdropper *eavesdropper)
{
  gsize n_header = record_header_of (eavesdropper);

  for (guint i = 0; i < eavesdropper->records->len; i++)
    {
      const TbWireRecord *record = &g_array_index (eavesdropper->records, TbWireRecord, i);
      const char *side = record->from == TB_SIDE_CLIENT ? "client" : "server";

      if (!record->is_sealed && record->bytes[0] == CONTENT_ALERT && record->n_bytes == n_header + ALERT_BYTES)
        add (leaks, g_strdup_printf ("alert %s %s", side, tb_transcript_alert_name (record->bytes[n_header + 1])));
    }
}

/* AEADs hide no length: what a record is longer than its content is known to all. */
static void
add_sizes (GPtrArray *leaks, const TbEavesdropper *eavesdropper, TbSide side)
{
  g_autoptr (GString) sizes = g_string_new (side == TB_SIDE_CLIENT ? "sizes client" : "sizes server");
  gsize n_around = record_header_of (eavesdropper) + TAG_BYTES + (eavesdropper->version == TLS_1_3 ? 1 : 0);
  guint n = 0;

  n_around += eavesdropper->suite != NULL ? eavesdropper->suite->n_explicit : 0;
  for (guint i = 0; i < eavesdropper->records->len; i++)
    {
      const TbWireRecord *record = &g_array_index (eavesdropper->records, TbWireRecord, i);

      if (!record->is_sealed || record->from != side || record->n_bytes < n_around)
        continue;
      g_string_append_printf (sizes, " %" G_GSIZE_FORMAT, record->n_bytes - n_around);
      n++;
    }
  if (n > 0)
    add (leaks, g_strdup (sizes->str));
}

/* What there is to tell once a server has answered. */
static void
add_answers (GPtrArray *leaks, TbCrypto *crypto, const TbEavesdropper *eavesdropper)
{
  add_agreement (leaks, eavesdropper);
  for (int side = TB_SIDE_SERVER; side >= TB_SIDE_CLIENT; side--)
    add_certificates (leaks, crypto, eavesdropper, side);
  add_staple (leaks, eavesdropper);
  for (int side = TB_SIDE_CLIENT; side <= TB_SIDE_SERVER; side++)
    add_sizes (leaks, eavesdropper, side);
}

/**
 * tb_eavesdropper_list:
 * @crypto: the context
 * @eavesdropper: what was recorded
 *
 * Lists what needs no key: `server_name broker.lab`, `alpn mqtt`, `TLS 1.2 (0x0303)`, `cipher NAME`, `certificate server CN=...` and `staple 471`, in bytes (TLS
 * 1.2), how many bytes each sealed record of a side holds: `sizes client 36 120`, and who refused in the open: `alert client unknown_ca`.
 *
 * Returns: (transfer full) (element-type utf8): one text for each
 */
GPtrArray *
tb_eavesdropper_list (TbCrypto *crypto, const TbEavesdropper *eavesdropper)
{
  GPtrArray *leaks = g_ptr_array_new_with_free_func (g_free);

  if (eavesdropper->client.random != NULL)
    {
      add_server_name (leaks, &eavesdropper->client);
      add_protocols (leaks, &eavesdropper->client);
    }
  if (eavesdropper->server.random != NULL)
    add_answers (leaks, crypto, eavesdropper);
  add_alerts (leaks, eavesdropper);
  return leaks;
}
