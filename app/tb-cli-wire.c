/* tb-cli-wire: see the header. What is in the open is told from the bytes alone (tb-opening with no key at all); what is hidden are the messages that the transcript has
 * under keys. */
#include "tb-cli-wire.h"

#include <string.h>

#include "tb-cli.h"
#include "tb-opening.h"

#define CONTENT_APPLICATION 23

/* How leaks begin, and what they are; what begins otherwise is the version. */
static const struct { const char *prefix, *words, *clause; } kinds[] = {
  { "server_name ", "whom it was meant for: ", "RFC 6066 section 3" },
  { "alpn ", "which protocol was offered: ", "RFC 7301 section 3.1" },
  { "cipher ", "the cipher suite: ", "RFC 9846 section 4.2.3" },
  { "certificate ", "the certificate of the ", "RFC 5246 section 7.4.2" },
  { "staple ", "whether it was revoked, in bytes of OCSP response: ", "RFC 6066 section 8" },
  { "sizes ", "how many bytes each sealed record holds, of the ", "RFC 9846 appendix F.3" },
  { "alert ", "who refused, and why: the ", "RFC 9846 section 6" },
  { "", "the version: ", "RFC 9846 section 4.3.1" },
};

static void
print_leak (const char *leak)
{
  guint i = 0;

  while (!g_str_has_prefix (leak, kinds[i].prefix))
    i++;
  g_print ("  open   %s%s [%s]\n", kinds[i].words, leak + strlen (kinds[i].prefix), kinds[i].clause);
}

static TbOpening *
listen (TbTranscript *transcript)
{
  TbCrypto *crypto = tb_crypto_get_seeded (NULL);

  return crypto != NULL ? tb_opening_new (crypto, transcript, TB_LEAK_NOTHING, NULL, NULL, NULL) : NULL;
}

/* Returns: (transfer full): the messages of a side that are under keys, "" when none is */
static char *
list_hidden (TbTranscript *transcript, TbSide side)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);

      if (message->from != side || message->protection == TB_PROTECTION_NONE)
        continue;
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", tb_transcript_message_name (message));
      if (message->content_type == CONTENT_APPLICATION)
        g_string_append_printf (list, " (%u bytes)", message->plain_length);
    }
  return g_string_free (list, FALSE);
}

/* For people. */
void
tb_cli_wire_print (TbTranscript *transcript)
{
  static const char *const names[] = { "lock", "broker" };
  g_autoptr (TbOpening) opening = listen (transcript);

  g_print ("What somebody learns who only reads the wire:\n");
  for (guint i = 0; opening != NULL && i < opening->leaks->len; i++)
    print_leak (g_ptr_array_index (opening->leaks, i));
  for (guint side = 0; side < 2; side++)
    {
      g_autofree char *hidden = list_hidden (transcript, (TbSide) side);

      if (*hidden != '\0')
        g_print ("  hidden what the %s said in %s\n", names[side], hidden);
    }
}

/* Adds a member `wire`: codes of what is in the open, and names of messages that are not. */
void
tb_cli_wire_add_json (JsonBuilder *json, TbTranscript *transcript)
{
  static const char *const names[] = { "client", "server" };
  g_autoptr (TbOpening) opening = listen (transcript);

  json_builder_set_member_name (json, "wire");
  json_builder_begin_object (json);
  json_builder_set_member_name (json, "open");
  json_builder_begin_array (json);
  for (guint i = 0; opening != NULL && i < opening->leaks->len; i++)
    json_builder_add_string_value (json, g_ptr_array_index (opening->leaks, i));
  json_builder_end_array (json);
  json_builder_set_member_name (json, "hidden");
  json_builder_begin_object (json);
  for (guint side = 0; side < 2; side++)
    {
      g_autofree char *hidden = list_hidden (transcript, (TbSide) side);

      tb_cli_add_text (json, names[side], hidden);
    }
  json_builder_end_object (json);
  json_builder_end_object (json);
}
