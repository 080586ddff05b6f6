/* tb-cli-staple: see the header. What is shown is judged anew from the first handshake's transcript, so that it says what the lock saw. */
#include "tb-cli-staple.h"

#include "tb-cli-checks.h"
#include "tb-cli-handshake.h"

static const char *
say_verdict (TbStapleVerdict verdict)
{
  static const char *const words[] = {
    [TB_STAPLE_ACCEPTED] = "accepted", [TB_STAPLE_REVOKED] = "revoked", [TB_STAPLE_UNSATISFACTORY] = "status-unknown",
  };

  return words[verdict];
}

/* Adds a member `staple` with every check the lock made; nothing when it made none by its policy. */
void
tb_cli_staple_add_json (JsonBuilder *json, const TbTrialParties *parties, TbTranscript *transcript)
{
  g_autoptr (TbChecks) checks = tb_checks_new ();
  g_autoptr (GBytes) staple = tb_transcript_get_staple (transcript);
  TbStapleVerdict verdict = tb_staple_explain (parties->crypto, transcript, parties->staple_policy, parties->client_unix_us, checks);

  if (parties->staple_policy == TB_STAPLE_NONE)
    return;
  json_builder_set_member_name (json, "staple");
  json_builder_begin_object (json);
  tb_cli_add_text (json, "policy", tb_staple_policy_to_code (parties->staple_policy));
  json_builder_set_member_name (json, "must_staple");
  json_builder_add_boolean_value (json, tb_status_must_staple (tb_identity_get_certificate (parties->identities[TB_SIDE_SERVER])));
  tb_cli_add_int (json, "bytes", staple != NULL ? (gint64) g_bytes_get_size (staple) : 0);
  tb_cli_add_text (json, "verdict", say_verdict (verdict));
  tb_cli_add_checks (json, checks);
  json_builder_end_object (json);
}

/* The same for people. */
void
tb_cli_staple_print (const TbTrialParties *parties, TbTranscript *transcript)
{
  g_autoptr (TbChecks) checks = tb_checks_new ();
  TbStapleVerdict verdict = tb_staple_explain (parties->crypto, transcript, parties->staple_policy, parties->client_unix_us, checks);

  if (parties->staple_policy == TB_STAPLE_NONE)
    return;
  g_print ("What the lock makes of the broker's staple (policy %s): %s\n", tb_staple_policy_to_code (parties->staple_policy), say_verdict (verdict));
  tb_handshake_print_checks (checks);
}
