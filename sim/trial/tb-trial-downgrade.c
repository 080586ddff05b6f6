/* tb-trial-downgrade: see the header. What the two could do, what the attacker does to it, and the checks that give him away: the mark in the server's random
 * number, TLS_FALLBACK_SCSV, and the Finished over all that was said. */
#include "tb-trial-downgrade.h"

#include <glib/gi18n-lib.h>

#include "tb-hello-change.h"
#include "tb-names.h"

#define TLS_1_2 0x0303

/* What both could: the exchange that was asked for, and RSA key transport after it. */
#define EITHER_EXCHANGE "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:AES128-GCM-SHA256:AES256-GCM-SHA384"

/* What the attacker leaves of it, with the sign that the client knows RFC 5746. */
static const guint16 left_over[] = { 0x009c, 0x009d, 0x00ff };

enum { RULE_MARK, RULE_FALLBACK, RULE_HEARD };

static const TbCheckRule rules[] = {
  [RULE_MARK] = { "downgrade-mark", N_("The server's random number does not say that it could do more"), "RFC 9846 section 4.2.3" },
  [RULE_FALLBACK] = { "fallback", N_("Nobody falls back to an older version than both know"), "RFC 7507 sections 3 and 4" },
  [RULE_HEARD] = { "same-hello", N_("Keys and Finished come from what was heard: the ClientHello arrived as it left"), "RFC 5246 section 7.4.9, RFC 7627 section 4" },
};

TbTrialTouch
tb_trial_touch_of (const TbTrialTerms *terms)
{
  const TbTrialAttack *attack = tb_trial_attack_of (terms);

  return attack != NULL ? attack->touch : TB_TOUCH_NOTHING;
}

/* Whether somebody passes for the server. */
gboolean
tb_trial_has_impostor (const TbTrialTerms *terms)
{
  const TbTrialAttack *attack = tb_trial_attack_of (terms);

  return attack != NULL && attack->issuer != TB_ATTACKER_UNCERTIFIED;
}

/* Whether the server's key has to be one that a client can encrypt to. */
gboolean
tb_trial_needs_transport (const TbTrialTerms *terms)
{
  return tb_trial_exchange_of (terms)->group == NULL || tb_trial_touch_of (terms) == TB_TOUCH_SUITES;
}

/* What does not go with an attacker who changes what is said; NULL when nothing. Static */
const char *
tb_trial_find_downgrade_clash (const TbTrialTerms *terms)
{
  TbTrialTouch touch = tb_trial_touch_of (terms);
  gboolean is_13 = tb_trial_version_of (terms)->wire == TB_TRIAL_TLS_1_3;
  const TbTrialExchange *exchange = tb_trial_exchange_of (terms);

  if (terms->scsv && touch != TB_TOUCH_FIRST_TRY)
    return N_("TLS_FALLBACK_SCSV needs the attack fallback: who does not fall back has nothing to tell");
  if (touch == TB_TOUCH_NOTHING)
    return NULL;
  if (terms->constrained)
    return N_("name constraints and a downgrade do not go together: the attacker has no certificate");
  if (is_13 != (touch != TB_TOUCH_SUITES))
    return is_13 ? N_("a weaker exchange needs TLS 1.2: in TLS 1.3 every exchange is ephemeral") : N_("a downgrade to TLS 1.2 needs two that know TLS 1.3");
  if (exchange->group == NULL || exchange->groups_12 == NULL)
    return N_("a downgrade needs an ephemeral exchange that TLS 1.2 has too");
  if (touch == TB_TOUCH_SUITES && !tb_key_algorithm_is_rsa (tb_trial_get_algorithm (terms)))
    return N_("a weaker exchange needs a server whose key is RSA, or there is none");
  return terms->retried || terms->key_update ? N_("a downgrade goes with no retry and no key update: TLS 1.2 has neither") : NULL;
}

/* Both know more than they will speak. */
void
tb_trial_widen_policy (const TbTrialTerms *terms, TbSide side, TbEndpointPolicy *policy)
{
  TbTrialTouch touch = tb_trial_touch_of (terms);

  if (touch == TB_TOUCH_SUITES)
    policy->ciphers = EITHER_EXCHANGE;
  if (touch != TB_TOUCH_VERSIONS && touch != TB_TOUCH_FIRST_TRY)
    return;
  policy->min_version = TLS_1_2;
  policy->groups = tb_trial_exchange_of (terms)->groups_12;
  if (touch == TB_TOUCH_FIRST_TRY && side == TB_SIDE_CLIENT)
    {
      policy->max_version = TLS_1_2;    /* it has fallen back */
      policy->falls_back = terms->scsv;
    }
}

/* Makes the client as it is before it falls back. */
gboolean
tb_trial_make_first_try (TbTrialParties *parties, TbStream *stream, GError **error)
{
  TbEndpointPolicy policy;

  if (tb_trial_touch_of (&parties->terms) != TB_TOUCH_FIRST_TRY)
    return TRUE;
  tb_trial_make_policy (&parties->terms, TB_SIDE_SERVER, &policy);
  parties->first_try = tb_endpoint_new_client_with (parties->crypto, &policy, parties->anchors[TB_SIDE_CLIENT], stream, error);
  return parties->first_try != NULL;
}

/* Returns: (transfer full) (nullable): what the attacker makes of the ClientHello, where he makes something of it. @meant: as it would be without him */
GBytes *
tb_trial_change_hello (const TbTrialParties *parties, TbTranscript *meant)
{
  gsize n_bytes;
  const guint8 *bytes = tb_transcript_get_flight_wire (meant, 0, &n_bytes);

  switch (tb_trial_touch_of (&parties->terms))
    {
    case TB_TOUCH_VERSIONS:
      return tb_hello_drop_extension (bytes, n_bytes, TB_HELLO_VERSIONS);
    case TB_TOUCH_SUITES:
      return tb_hello_keep_suites (bytes, n_bytes, left_over, G_N_ELEMENTS (left_over));
    default:
      return NULL;
    }
}

/* --- what gives him away --- */

static gboolean
check_mark (TbTranscript *transcript, TbChecks *checks)
{
  gboolean marked = tb_transcript_bears_downgrade (transcript);

  tb_checks_add (checks, &rules[RULE_MARK], -1, !marked, "no mark", marked ? "44 4f 57 4e 47 52 44 01, \"DOWNGRD\" and 1: it knows TLS 1.3" : "no mark");
  return !marked;
}

/* Only the client knows that it fell back; the server learns it if it is told. */
static gboolean
check_fallback (const TbTrialParties *parties, TbTranscript *transcript, TbChecks *checks)
{
  gboolean told = parties->terms.scsv;

  tb_checks_add (checks, &rules[RULE_FALLBACK], -1, !told, "TLS 1.3, which both know",
                 told ? "TLS 1.2 with TLS_FALLBACK_SCSV" : "TLS 1.2, and not a word about it: the server takes it for all the client knows");
  return !told;
}

/* Adds what is looked at when the versions have been heard. Returns: whether @judge is content */
gboolean
tb_trial_check_downgrade (const TbTrialParties *parties, TbTranscript *transcript, TbSide judge, TbChecks *checks)
{
  TbTrialTouch touch = tb_trial_touch_of (&parties->terms);

  if (touch == TB_TOUCH_VERSIONS && judge == TB_SIDE_CLIENT)
    return check_mark (transcript, checks);
  return touch != TB_TOUCH_FIRST_TRY || check_fallback (parties, transcript, checks);
}

static char *
describe_hello (TbTranscript *transcript)
{
  gsize n_bytes;
  const guint8 *bytes = tb_transcript_get_flight_wire (transcript, 0, &n_bytes);

  return tb_hello_describe (bytes, n_bytes);
}

/* Adds what the Finished tells: the server has heard another ClientHello than the client said. Returns: whether @judge is content */
gboolean
tb_trial_check_heard (const TbTrialParties *parties, TbTranscript *transcript, TbTranscript *meant, TbSide judge, TbChecks *checks)
{
  g_autofree char *left = NULL, *arrived = NULL;
  gboolean ok;

  if (tb_trial_touch_of (&parties->terms) != TB_TOUCH_SUITES || judge != TB_SIDE_SERVER)
    return TRUE;
  left = describe_hello (meant);
  arrived = describe_hello (transcript);
  ok = g_strcmp0 (left, arrived) == 0;
  tb_checks_add (checks, &rules[RULE_HEARD], -1, ok, left, arrived);
  return ok;
}
