/* tb-trial-proof: what TLS itself checks once a certificate is good: that its holder signed what was said here, that every record opens under the keys, and that
 * both have heard the same. The verdict is OpenSSL's, from the transcript; the values are read from what arrived. */
#include "tb-trial-judge.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tb-hello-view.h"
#include "tb-names.h"
#include "tb-trial-tables.h"

#define HANDSHAKE           22
#define SERVER_HELLO        2
#define SERVER_KEY_EXCHANGE 12
#define CERTIFICATE_VERIFY  15
#define FINISHED            20
#define TAG_BYTES           16

enum { RULE_ECHO, RULE_VERIFY, RULE_VERIFY_12, RULE_EXCHANGE, RULE_RECORD, RULE_RECORD_12, RULE_FINISHED, RULE_FINISHED_12 };

static const TbCheckRule rules[] = {
  [RULE_ECHO] = { "session-id-echo", N_("The ServerHello answers this ClientHello: it sends its session ID back"), "RFC 9846 section 4.2.3" },
  [RULE_VERIFY] = { "certificate-verify", N_("A signature over all that was said fits the certificate's key"), "RFC 9846 section 4.5.2" },
  [RULE_VERIFY_12] = { "certificate-verify", N_("A signature over all that was said fits the certificate's key"), "RFC 5246 section 7.4.8" },
  [RULE_EXCHANGE] = { "server-key-exchange", N_("The signature over random numbers and key share fits the certificate's key"), "RFC 5246 section 7.4.3" },
  [RULE_RECORD] = { "record-tag", N_("Every record opens under the keys of the session: its tag fits"), "RFC 9846 section 5.2" },
  [RULE_RECORD_12] = { "record-tag", N_("Every record opens under the keys of the session: its tag fits"), "RFC 5246 section 6.2.3.3" },
  [RULE_FINISHED] = { "finished", N_("A keyed hash over all that was said fits: both have heard the same"), "RFC 9846 section 4.5.3" },
  [RULE_FINISHED_12] = { "finished", N_("A keyed hash over all that was said fits: both have heard the same"), "RFC 5246 section 7.4.9" },
};

static gboolean
add (Judging *judging, guint rule, gboolean ok, const char *expected, const char *found)
{
  tb_checks_add (judging->checks, &rules[rule], -1, ok, expected, found);
  return ok;
}

static gboolean
is_13 (Judging *judging)
{
  return tb_transcript_get_version (judging->transcript) == TB_TRIAL_TLS_1_3;
}

static gboolean
is_reason (Judging *judging, const char *reason)
{
  return strcmp (judging->reason, reason) == 0;
}

/* Returns: (nullable): the last handshake message of that type from @from, without its header */
static gboolean
find_message (Judging *judging, TbSide from, guint8 type, TbCursor *body)
{
  for (guint i = tb_transcript_get_n_messages (judging->transcript); i > 0; i--)
    {
      const TbMessage *message = tb_transcript_get_message (judging->transcript, i - 1);
      gsize n_bytes;
      const guint8 *bytes = tb_transcript_get_message_plain (judging->transcript, i - 1, &n_bytes);

      if (message->from != from || message->content_type != HANDSHAKE || message->type != type || n_bytes < judging->header_bytes)
        continue;
      tb_cursor_init (body, bytes, n_bytes);
      tb_cursor_take (body, judging->header_bytes);
      return TRUE;
    }
  return FALSE;
}

static char *
to_hex (const guint8 *bytes, gsize n_bytes)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < n_bytes; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

/* --- the session ID sent back --- */

static char *
read_session_id (Judging *judging, TbSide from, guint8 type)
{
  TbCursor body;
  TbHelloView hello;

  if (!find_message (judging, from, type, &body) || !tb_hello_view_read (&hello, body.bytes, body.end, FALSE))
    return g_strdup ("");
  return to_hex (hello.session_id.bytes + hello.session_id.at, tb_cursor_left (&hello.session_id));
}

/* Only a client of TLS 1.3 sends a session ID for no other purpose. */
gboolean
tb_trial_check_echo (Judging *judging)
{
  g_autofree char *sent = NULL, *echoed = NULL;

  if (judging->judge != TB_SIDE_CLIENT || !is_13 (judging))
    return TRUE;
  sent = read_session_id (judging, TB_SIDE_CLIENT, TB_HELLO_CLIENT);
  echoed = read_session_id (judging, TB_SIDE_SERVER, SERVER_HELLO);
  return add (judging, RULE_ECHO, strcmp (sent, echoed) == 0, sent, echoed);
}

/* --- the signature --- */

static gboolean
find_signature (Judging *judging, TbCursor *body, guint *rule)
{
  gboolean signs_share = !is_13 (judging) && judging->judge == TB_SIDE_CLIENT;

  *rule = signs_share ? RULE_EXCHANGE : is_13 (judging) ? RULE_VERIFY : RULE_VERIFY_12;
  if (!find_message (judging, judging->peer, signs_share ? SERVER_KEY_EXCHANGE : CERTIFICATE_VERIFY, body))
    return FALSE;
  if (signs_share)
    {
      tb_cursor_take (body, 3);         /* named_curve and which */
      tb_cursor_take (body, tb_cursor_be (body, 1));
    }
  return TRUE;
}

static char *
describe_signature (TbCursor *body, gboolean ok)
{
  g_autofree char *scheme = tb_names_describe (TB_NAMES_SIGNATURE, (guint) tb_cursor_be (body, 2));

  return g_strdup_printf ("%s, %s", scheme, ok ? "which fit" : "made with another key or over other words");
}

static char *
describe_signer (Judging *judging)
{
  g_autoptr (GBytes) der = tb_transcript_get_peer_certificate (judging->transcript, judging->peer, 0);
  g_autoptr (TbCertificate) certificate = der != NULL ? tb_certificate_new_from_der (judging->parties->crypto, der, NULL) : NULL;

  return g_strdup_printf ("made with the key of %s", certificate != NULL ? tb_certificate_get_subject (certificate) : "the certificate");
}

/* Where nobody signs, since a session is resumed or the key is for transport, there is no row. */
gboolean
tb_trial_check_proof (Judging *judging)
{
  gboolean ok = !is_reason (judging, "bad-proof");
  g_autofree char *expected = NULL, *found = NULL;
  TbCursor body;
  guint rule;

  if (!find_signature (judging, &body, &rule))
    return TRUE;
  expected = describe_signer (judging);
  found = describe_signature (&body, ok);
  return add (judging, rule, ok, expected, found);
}

/* --- records --- */

static guint
count_sealed (Judging *judging)
{
  guint n = 0;

  for (guint i = 0; i < tb_transcript_get_n_messages (judging->transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (judging->transcript, i);

      n += message->from == judging->peer && message->protection != TB_PROTECTION_NONE;
    }
  return n;
}

/* The tag that ends the last flight of the other side. */
static gboolean
find_tag (Judging *judging, guint8 tag[TAG_BYTES])
{
  for (guint i = tb_transcript_get_n_flights (judging->transcript); i > 0; i--)
    {
      gsize n_bytes;
      const guint8 *bytes = tb_transcript_get_flight_wire (judging->transcript, i - 1, &n_bytes);

      if (tb_transcript_get_flight (judging->transcript, i - 1)->from != judging->peer || n_bytes < TAG_BYTES)
        continue;
      memcpy (tag, bytes + n_bytes - TAG_BYTES, TAG_BYTES);
      return TRUE;
    }
  return FALSE;
}

/* Where one bit of the tag itself was changed, it is known what it was. */
static gboolean
add_bad_record (Judging *judging, guint rule)
{
  const TbTamper *tamper = &judging->parties->tamper;
  guint8 tag[TAG_BYTES] = { 0 };
  g_autofree char *found = NULL, *expected = NULL;

  if (find_tag (judging, tag))
    found = to_hex (tag, sizeof tag);
  tag[TAG_BYTES - 1] ^= tamper->mask;
  expected = tamper->mask != 0 ? to_hex (tag, sizeof tag) : g_strdup ("a tag made with the keys of this session");
  return add (judging, rule, FALSE, expected, found != NULL ? found : "no tag");
}

gboolean
tb_trial_check_record (Judging *judging)
{
  guint rule = is_13 (judging) ? RULE_RECORD : RULE_RECORD_12, n_sealed = count_sealed (judging);
  g_autofree char *found = g_strdup_printf ("%u sealed messages, all of which open", n_sealed);

  if (is_reason (judging, "bad-record"))
    return add_bad_record (judging, rule);
  return n_sealed == 0 || add (judging, rule, TRUE, "", found);
}

/* --- Finished --- */

gboolean
tb_trial_check_finished (Judging *judging)
{
  guint rule = is_13 (judging) ? RULE_FINISHED : RULE_FINISHED_12;
  g_autofree char *found = NULL;
  TbCursor body;

  if (!find_message (judging, judging->peer, FINISHED, &body))
    return TRUE;
  found = to_hex (body.bytes + body.at, tb_cursor_left (&body));
  return add (judging, rule, !is_reason (judging, "bad-proof"), "a hash over the same words", found);
}
