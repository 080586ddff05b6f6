/* trial-ladder: a trial as a few lines of text: who said what in which flight, with which alert, who had finished by then, and which check decided with both its
 * values. No lengths and no hashes: they are a matter of luck, or of the OpenSSL at hand. */
#include <string.h>

#include "tb-names.h"
#include "trial-fixture.h"

#define CONTENT_ALERT     21
#define ILLEGAL_PARAMETER 47    /* refuses the ServerHello itself: there are no keys yet */

/* A client of TLS 1.3 has the keys to protect its alert, and OpenSSL's does not use them before its own Finished: RFC 9846 section 6 would have it encrypted. */
#define OPEN_NOTE "the alert would have to be under the handshake keys; OpenSSL's client takes them up only when the server is done, so that everybody reads why it refuses"

/* Where OpenSSL sends another alert than the words of the standard would make one expect. Clauses: RFC 9846 section 6.2 and RFC 5246 section 7.2.2. */
static const struct { const char *verdict, *alert, *note; } notes[] = {
  { "not-yet-valid", "bad_certificate", "certificate_expired is for whatever \"is not currently valid\"; OpenSSL keeps it for what has ended" },
  { "wrong-host", "bad_certificate", "nothing is corrupt: certificate_unknown, \"some other (unspecified) issue\", would fit better; RFC 9525 names no alert" },
  { "wrong-eku", "unsupported_certificate", "that is for certificates of an unsupported type; OpenSSL sends it for one made for another purpose" },
  { "bad-signature", "decrypt_error", "bad_certificate is for \"signatures that did not verify correctly\"; OpenSSL tells of a cryptographic operation that failed" },
  { "pin-mismatch", "bad_certificate", "RFC 7469 names no alert; OpenSSL sends this one for DANE, which pins too" },
  { "weak-key", "bad_certificate", "no alert is for certificates that are too weak: insufficient_security is for what was negotiated" },
  { "revoked", "bad_certificate_status_response",
    "certificate_revoked would say it; before TLS 1.3 OpenSSL looks at staples when the certificates are done with, and has this alert alone for them" },
  { "bad-record", "bad_record_mac", "the keys of the two differ, for they come from all that was said (RFC 7627): the record does not open, and nobody gets as far as the Finished" },
};

static const char *
name_of (int side)
{
  return side == TB_SIDE_CLIENT ? "client" : "server";
}

/* --- flights --- */

static void
append_alert (GString *text, TbTranscript *transcript, guint i)
{
  const TbMessage *message = tb_transcript_get_message (transcript, i);
  gsize n_bytes;
  const guint8 *plain = tb_transcript_get_message_plain (transcript, i, &n_bytes);
  const char *level = n_bytes == 2 ? plain[0] == 2 ? "fatal" : "warning" : "unreadable";

  g_string_append_printf (text, "%s alert %s (%u) %s", level, tb_transcript_alert_name (message->type), message->type,
                          message->protection == TB_PROTECTION_NONE ? "in the open" : "under keys");
}

static void
append_message (GString *text, TbTranscript *transcript, guint i)
{
  const TbMessage *message = tb_transcript_get_message (transcript, i);

  g_string_append_c (text, ' ');
  if (message->content_type == CONTENT_ALERT)
    append_alert (text, transcript, i);
  else
    g_string_append (text, tb_transcript_message_name (message));
}

static void
append_flights (GString *text, TbTranscript *transcript)
{
  guint n = tb_transcript_get_n_messages (transcript);

  for (guint flight = 0; flight < tb_transcript_get_n_flights (transcript); flight++)
    {
      g_string_append (text, tb_transcript_get_flight (transcript, flight)->from == TB_SIDE_CLIENT ? "  >" : "  <");
      for (guint i = 0; i < n; i++)
        if (tb_transcript_get_message (transcript, i)->flight == flight)
          append_message (text, transcript, i);
      g_string_append_c (text, '\n');
    }
}

/* --- how it ended --- */

static const char *
say_who_finished (TbTranscript *transcript)
{
  static const char *const words[] = { "nobody had finished", "the client had finished", "the server had finished", "both had finished" };

  return words[tb_transcript_get_outcome (transcript, TB_SIDE_CLIENT)->finished + 2 * tb_transcript_get_outcome (transcript, TB_SIDE_SERVER)->finished];
}

static void
append_check (GString *text, TbTrial *trial)
{
  const TbCheck *check = tb_checks_first_failure (trial->checks);
  g_autofree char *expected = NULL, *found = NULL;

  if (check == NULL)
    return;
  expected = trial_mask (check->expected);
  found = trial_mask (check->found);
  g_string_append_printf (text, "  %s checked %s: expected %s; found %s\n", trial->judge >= 0 ? name_of (trial->judge) : "nobody", check->rule->code, expected,
                          found);
}

static void
append_other (GString *text, const char *what, TbTranscript *other)
{
  if (other == NULL)
    return;
  g_string_append_printf (text, "  %s, %s:\n", what, tb_transcript_is_accepted (other) ? "accepted" : tb_transcript_get_reason (other));
  append_flights (text, other);
}

static gboolean
refuses_in_the_open (TbTranscript *transcript)
{
  guint n = tb_transcript_get_n_messages (transcript);
  const TbMessage *last = tb_transcript_get_message (transcript, n - 1);

  return tb_transcript_get_version (transcript) == 0x0304 && last->type != ILLEGAL_PARAMETER && last->content_type == CONTENT_ALERT && last->from == TB_SIDE_CLIENT
         && last->protection == TB_PROTECTION_NONE;
}

static void
append_note (GString *text, TbTrial *trial)
{
  int alert = tb_transcript_get_alert (trial->transcript);

  if (refuses_in_the_open (trial->transcript))
    g_string_append_printf (text, "  # %s\n", OPEN_NOTE);
  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    if (alert >= 0 && strcmp (notes[i].verdict, trial->verdict) == 0 && strcmp (notes[i].alert, tb_transcript_alert_name (alert)) == 0)
      g_string_append_printf (text, "  # %s\n", notes[i].note);
}

/* Returns: (transfer full): the ladder, each line behind two spaces */
char *
trial_to_ladder (TbTrial *trial)
{
  GString *text = g_string_new (NULL);

  append_flights (text, trial->transcript);
  append_check (text, trial);
  g_string_append_printf (text, "  %s; %s\n", trial->verdict, say_who_finished (trial->transcript));
  append_note (text, trial);
  append_other (text, "behind, the attacker and the server", trial->behind);
  append_other (text, "meant", trial->meant);
  return g_string_free (text, FALSE);
}
