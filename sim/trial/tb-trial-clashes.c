/* tb-trial-clashes: what can be asked for and does not go together, each with one sentence that says why. */
#include <string.h>

#include <glib/gi18n-lib.h>

#include "tb-trial-caution.h"
#include "tb-trial-downgrade.h"

static char *
list_codes (TbTrialKind kind)
{
  GString *list = g_string_new (NULL);
  guint n;
  const TbTrialChoice *choices = tb_trial_get_choices (kind, &n);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", choices[i].code);
  return g_string_free (list, FALSE);
}

static char *
find_unknown (const TbTrialTerms *terms)
{
  const struct { TbTrialKind kind; const char *what, *code; } asked[] = {
    { TB_TRIAL_VERSION, "version of TLS", terms->version }, { TB_TRIAL_EXCHANGE, "key exchange", terms->exchange },
    { TB_TRIAL_KEY, "kind of key", terms->key }, { TB_TRIAL_FAILURE, "failure", terms->failure }, { TB_TRIAL_ATTACK, "attack", terms->attack },
  };

  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    if (asked[i].code != NULL && tb_trial_find_choice (asked[i].kind, asked[i].code) == NULL)
      {
        g_autofree char *known = list_codes (asked[i].kind);

        return g_strdup_printf ("there is no %s \"%.40s\"; there are %s", asked[i].what, asked[i].code, known);
      }
  return NULL;
}

/**
 * Asked:
 * @terms: what a trial shall be like
 * @version, @exchange, @key, @failure: their rows
 * @is_datagrams, @is_13: of the version
 *
 * What every clash looks at.
 */
typedef struct
{
  const TbTrialTerms *terms;
  const TbTrialVersion *version;
  const TbTrialExchange *exchange;
  const TbTrialKey *key;
  const TbTrialFailure *failure;
  gboolean is_datagrams;
  gboolean is_13;
} Asked;

typedef struct
{
  gboolean clash;
  const char *why;
} Clash;

#define FIRST_CLASH(clashes) find_first (clashes, G_N_ELEMENTS (clashes))

static const char *
find_first (const Clash *clashes, guint n)
{
  for (guint i = 0; i < n; i++)
    if (clashes[i].clash)
      return clashes[i].why;
  return NULL;
}

/* Version, exchange and key. */
static const char *
find_spoken_clash (const Asked *asked)
{
  gboolean transports = asked->exchange->group == NULL;
  const Clash clashes[] = {
    { transports && asked->is_13,
      N_("TLS 1.3 has no RSA key transport: it was removed, since the server's key opens every recorded session; ask for version 1.2") },
    { transports && !tb_key_algorithm_is_rsa (asked->key->algorithm), N_("RSA key transport needs a server whose key is RSA") },
    { !asked->is_13 && asked->exchange->groups_12 == NULL, N_("X25519 with ML-KEM-768 needs TLS 1.3: no older version has it") },
    { asked->terms->retried && !asked->is_13, N_("a retry needs TLS 1.3: a client of TLS 1.2 sends no key share before it knows what the server has") },
    { asked->terms->key_update && !asked->is_13, N_("a key update needs TLS 1.3: TLS 1.2 would negotiate anew, which nobody allows any more") },
    { asked->terms->loss_ppm > 0 && !asked->is_datagrams, N_("losses need DTLS: whatever TLS is on sends again by itself") },
    { asked->is_datagrams && asked->key->algorithm == TB_KEY_ED25519, N_("DTLS goes with no Ed25519: OpenSSL shows such certificates in TLS only") },
    { asked->is_datagrams && asked->terms->resumed, N_("DTLS goes with no resumption here: the lab takes up sessions of TLS only") },
    { asked->is_datagrams && asked->terms->attack != NULL, N_("DTLS goes with no attack here: the attackers of the lab speak TLS") },
  };

  return FIRST_CLASH (clashes);
}

/* Whether the client would refuse for the staple alone, or for the lack of one. */
static gboolean
fails_by_staple (const TbTrialTerms *terms)
{
  const char *staple = terms->staple != NULL ? terms->staple : "none";
  gboolean is_demanded = terms->must_staple || g_strcmp0 (terms->staple_policy, "require") == 0;

  if (terms->careless || g_strcmp0 (terms->staple_policy, "none") == 0 || strcmp (staple, "good") == 0)
    return FALSE;
  return is_demanded || strcmp (staple, "none") != 0;
}

/* What goes wrong. */
static const char *
find_wrong_clash (const Asked *asked)
{
  const TbTrialTerms *terms = asked->terms;
  TbTrialFlaw flaw = tb_trial_flaw_of (terms, tb_trial_side_of (terms));
  gboolean is_mismatch = flaw == TB_FLAW_VERSION || flaw == TB_FLAW_CIPHER;
  gboolean brings_staple = flaw == TB_FLAW_REVOKED && tb_trial_side_of (terms) == TB_SIDE_SERVER;
  const Clash clashes[] = {
    { terms->failure != NULL && terms->attack != NULL, N_("a failure and an attack do not go together: one handshake shows one of them") },
    { terms->resumed && asked->failure != NULL && flaw <= TB_FLAW_LAST_OF_CERTIFICATE,
      N_("resumed and a failure do not go together: nobody shows a certificate in a resumed session") },
    { terms->resumed && is_mismatch, N_("resumed and a mismatch do not go together: whoever has a session has spoken one language before") },
    { terms->retried && is_mismatch, N_("a retry and a mismatch do not go together: the server refuses the first ClientHello already") },
    { asked->is_datagrams && flaw == TB_FLAW_VERSION, N_("DTLS goes with no version mismatch here: the lab speaks one version of it") },
    { asked->is_datagrams && flaw >= TB_FLAW_FLIPPED,
      N_("DTLS goes with nothing changed on the way here: it drops such datagrams without a word and waits for better ones") },
    { terms->resumed && terms->attack != NULL, N_("resumed and an attack do not go together: the attacker has no session to resume") },
    { terms->constrained && terms->attack == NULL, N_("name constraints need an attack with an authority to keep within them") },
    { terms->staple != NULL && brings_staple, N_("a staple and a revoked server do not go together: the failure brings its own staple") },
    { terms->failure != NULL && !brings_staple && fails_by_staple (terms),
      N_("a failure and a bad or missing staple do not go together: one handshake shows one of them") },
  };

  return FIRST_CLASH (clashes);
}

static char *
find_clash (const TbTrialTerms *terms)
{
  Asked asked = { terms, tb_trial_version_of (terms), tb_trial_exchange_of (terms), tb_trial_key_of (terms), tb_trial_failure_of (terms) };
  const char *why;

  asked.is_datagrams = tb_trial_speaks_datagrams (terms);
  asked.is_13 = asked.version->wire == TB_TRIAL_TLS_1_3;
  why = find_spoken_clash (&asked);
  if (why == NULL)
    why = find_wrong_clash (&asked);
  if (why == NULL)
    why = tb_trial_find_downgrade_clash (terms);
  if (why == NULL && !tb_trial_has_exchange (asked.exchange->choice.code))
    return g_strdup_printf ("the OpenSSL at hand does not have %s; %s", asked.exchange->group, asked.exchange->sizes);
  return g_strdup (why);
}

/**
 * tb_trial_find_fault:
 * @terms: what a trial shall be like
 *
 * Returns: (transfer full) (nullable): what does not go together, as one sentence without a full stop; %NULL when nothing
 */
char *
tb_trial_find_fault (const TbTrialTerms *terms)
{
  char *unknown = find_unknown (terms);

  if (unknown == NULL)
    unknown = tb_trial_find_staple_fault (terms);
  if (unknown == NULL)
    unknown = tb_trial_find_caution_fault (terms);
  return unknown != NULL ? unknown : find_clash (terms);
}
