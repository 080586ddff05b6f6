/* tb-cli-leak: see the header. The recorded bytes are taken apart with the leaked key alone; the secrets of the transcript are not looked at. */
#include "tb-cli-leak.h"

#include <string.h>

#include "tb-cli.h"

static const struct { const char *code, *what; } leaks[] = {
  [TB_LEAK_NOTHING] = { "nothing", "nothing" },
  [TB_LEAK_SERVER_KEY] = { "server-key", "the broker's private key" },
  [TB_LEAK_CLIENT_KEY] = { "client-key", "the lock's private key" },
  [TB_LEAK_TICKET_KEY] = { "ticket-key", "the key of the broker's tickets" },
};

/* Returns: whether there is such a leak */
gboolean
tb_cli_leak_from_code (const char *code, TbLeak *leak)
{
  for (guint i = 0; i < G_N_ELEMENTS (leaks); i++)
    if (strcmp (leaks[i].code, code) == 0)
      {
        *leak = (TbLeak) i;
        return TRUE;
      }
  return FALSE;
}

/* Returns: (transfer full): every code */
char *
tb_cli_leak_list (void)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (leaks); i++)
    g_string_append_printf (list, "%s%s", i == 0 ? "" : i + 1 < G_N_ELEMENTS (leaks) ? ", " : " or ", leaks[i].code);
  return g_string_free (list, FALSE);
}

/* Returns: (transfer full) (nullable): what came of it; %NULL with %TB_CRYPTO_ERROR */
TbOpening *
tb_cli_leak_open (TbCrypto *crypto, const TbTrial *trial, TbLeak leak, GError **error)
{
  TbKey *key = leak == TB_LEAK_SERVER_KEY ? trial->server_key : leak == TB_LEAK_CLIENT_KEY ? trial->client_key : NULL;

  return tb_opening_new (crypto, trial->transcript, leak, key, trial->ticket_key, error);
}

static const char *
name_of (const TbTrial *trial, const TbOpening *opening, guint i)
{
  return tb_transcript_message_name (tb_transcript_get_message (trial->transcript, g_array_index (opening->messages, guint, i)));
}

static TbSide
sender_of (const TbTrial *trial, const TbOpening *opening, guint i)
{
  return (TbSide) tb_transcript_get_message (trial->transcript, g_array_index (opening->messages, guint, i))->from;
}

static char *
to_hex (GBytes *bytes)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < n_bytes; i++)
    g_string_append_printf (text, "%02x", data[i]);
  return g_string_free (text, FALSE);
}

static void
add_record (JsonBuilder *json, const TbTrial *trial, const TbOpening *opening, guint i)
{
  g_autofree char *hex = to_hex (g_ptr_array_index (opening->plain, i));

  json_builder_begin_object (json);
  tb_cli_add_text (json, "from", sender_of (trial, opening, i) == TB_SIDE_CLIENT ? "client" : "server");
  tb_cli_add_text (json, "name", name_of (trial, opening, i));
  tb_cli_add_text (json, "plain", hex);
  json_builder_end_object (json);
}

/* Adds a member `opening`: whether the recorded session opens, why, what is read, and what everybody sees anyway. */
void
tb_cli_leak_add_json (JsonBuilder *json, const TbTrial *trial, TbLeak leak, const TbOpening *opening)
{
  json_builder_set_member_name (json, "opening");
  json_builder_begin_object (json);
  tb_cli_add_text (json, "leak", leaks[leak].code);
  json_builder_set_member_name (json, "opened");
  json_builder_add_boolean_value (json, opening->opened);
  tb_cli_add_text (json, "reason", opening->reason);
  tb_cli_add_text (json, "source", opening->clause);
  json_builder_set_member_name (json, "records");
  json_builder_begin_array (json);
  for (guint i = 0; i < opening->plain->len; i++)
    add_record (json, trial, opening, i);
  json_builder_end_array (json);
  json_builder_set_member_name (json, "seen_anyway");
  json_builder_begin_array (json);
  for (guint i = 0; i < opening->leaks->len; i++)
    json_builder_add_string_value (json, g_ptr_array_index (opening->leaks, i));
  json_builder_end_array (json);
  json_builder_end_object (json);
}

/* The same for people. */
void
tb_cli_leak_print (const TbTrial *trial, TbLeak leak, const TbOpening *opening)
{
  g_print ("Recorded, and later %s leaks: the session %s. %s%s%s%s\n", leaks[leak].what, opening->opened ? "opens" : "stays closed", opening->reason,
           *opening->clause != '\0' ? " [" : "", opening->clause, *opening->clause != '\0' ? "]" : "");
  for (guint i = 0; i < opening->plain->len; i++)
    {
      g_autofree char *hex = to_hex (g_ptr_array_index (opening->plain, i));

      g_print ("  read: %s of the %s: %s\n", name_of (trial, opening, i), sender_of (trial, opening, i) == TB_SIDE_CLIENT ? "lock" : "broker", hex);
    }
  for (guint i = 0; i < opening->leaks->len; i++)
    g_print ("  seen anyway: %s\n", (const char *) g_ptr_array_index (opening->leaks, i));
}
