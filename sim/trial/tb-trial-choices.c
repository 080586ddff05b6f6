/* tb-trial-choices: what can be asked for, as others see it, and what does not go together. */
#include <string.h>

#include "tb-datagram.h"
#include "tb-trial-caution.h"
#include "tb-trial-tables.h"

/* Rows differ in size from table to table and begin with their choice. */
static gconstpointer
find_row (gconstpointer rows, guint n_rows, gsize row_bytes, const char *code)
{
  for (guint i = 0; i < n_rows; i++)
    {
      const TbTrialChoice *choice = (const TbTrialChoice *) ((const char *) rows + i * row_bytes);

      if (strcmp (choice->code, code) == 0)
        return choice;
    }
  return NULL;
}

#define FIND_ROW(rows, n_rows, code) find_row (rows, n_rows, sizeof rows[0], code)

const TbTrialVersion *
tb_trial_version_of (const TbTrialTerms *terms)
{
  return FIND_ROW (tb_trial_versions, tb_trial_n_versions, terms->version != NULL ? terms->version : "1.3");
}

const TbTrialExchange *
tb_trial_exchange_of (const TbTrialTerms *terms)
{
  return FIND_ROW (tb_trial_exchanges, tb_trial_n_exchanges, terms->exchange != NULL ? terms->exchange : "p256");
}

const TbTrialKey *
tb_trial_key_of (const TbTrialTerms *terms)
{
  const TbTrialExchange *exchange = tb_trial_exchange_of (terms);
  const char *usual = exchange != NULL && exchange->needs_rsa ? "rsa2048" : "p256";

  return FIND_ROW (tb_trial_keys, tb_trial_n_keys, terms->key != NULL ? terms->key : usual);
}

const TbTrialFailure *
tb_trial_failure_of (const TbTrialTerms *terms)
{
  return terms->failure != NULL ? FIND_ROW (tb_trial_failures, tb_trial_n_failures, terms->failure) : NULL;
}

const TbTrialAttack *
tb_trial_attack_of (const TbTrialTerms *terms)
{
  return terms->attack != NULL ? FIND_ROW (tb_trial_attacks, tb_trial_n_attacks, terms->attack) : NULL;
}

TbSide
tb_trial_side_of (const TbTrialTerms *terms)
{
  const TbTrialFailure *failure = tb_trial_failure_of (terms);

  if (failure != NULL && (failure->sides & (1 << terms->at)) == 0)
    return terms->at == TB_SIDE_CLIENT ? TB_SIDE_SERVER : TB_SIDE_CLIENT;
  return terms->at;
}

/* A server that shall refuse a client's certificate demands one. */
gboolean
tb_trial_is_mutual (const TbTrialTerms *terms)
{
  const TbTrialFailure *failure = tb_trial_failure_of (terms);

  return terms->mutual || (failure != NULL && tb_trial_side_of (terms) == TB_SIDE_CLIENT && failure->flaws[TB_SIDE_CLIENT] <= TB_FLAW_LAST_OF_CERTIFICATE);
}

gboolean
tb_trial_speaks_datagrams (const TbTrialTerms *terms)
{
  return tb_trial_version_of (terms)->wire == TB_DATAGRAM_VERSION;
}

/* --- what others see --- */

typedef struct
{
  gconstpointer rows;
  const guint *n_rows;
  gsize row_bytes;
} Table;

static const Table tables[] = {
  [TB_TRIAL_VERSION] = { tb_trial_versions, &tb_trial_n_versions, sizeof (TbTrialVersion) },
  [TB_TRIAL_EXCHANGE] = { tb_trial_exchanges, &tb_trial_n_exchanges, sizeof (TbTrialExchange) },
  [TB_TRIAL_KEY] = { tb_trial_keys, &tb_trial_n_keys, sizeof (TbTrialKey) },
  [TB_TRIAL_FAILURE] = { tb_trial_failures, &tb_trial_n_failures, sizeof (TbTrialFailure) },
  [TB_TRIAL_ATTACK] = { tb_trial_attacks, &tb_trial_n_attacks, sizeof (TbTrialAttack) },
};

G_STATIC_ASSERT (G_N_ELEMENTS (tables) == TB_TRIAL_N_KINDS);

static gpointer
collect_choices (gpointer unused)
{
  TbTrialChoice **choices = g_new0 (TbTrialChoice *, TB_TRIAL_N_KINDS);

  for (guint kind = 0; kind < TB_TRIAL_N_KINDS; kind++)
    {
      choices[kind] = g_new (TbTrialChoice, *tables[kind].n_rows);
      for (guint i = 0; i < *tables[kind].n_rows; i++)
        choices[kind][i] = *(const TbTrialChoice *) ((const char *) tables[kind].rows + i * tables[kind].row_bytes);
    }
  return choices;
}

/**
 * tb_trial_get_choices:
 * @kind: which table
 * @n_choices: (out): how many rows it has
 *
 * Returns: (transfer none) (array length=n_choices): what can be asked for, in the order it is to be shown
 */
const TbTrialChoice *
tb_trial_get_choices (TbTrialKind kind, guint *n_choices)
{
  static GOnce once = G_ONCE_INIT;
  TbTrialChoice **choices = g_once (&once, collect_choices, NULL);

  g_return_val_if_fail (kind < TB_TRIAL_N_KINDS, NULL);
  *n_choices = *tables[kind].n_rows;
  return choices[kind];
}

/**
 * tb_trial_find_choice:
 * @kind: which table
 * @code: (nullable): a code
 *
 * Returns: (transfer none) (nullable): its row; %NULL when there is none of that code
 */
const TbTrialChoice *
tb_trial_find_choice (TbTrialKind kind, const char *code)
{
  g_return_val_if_fail (kind < TB_TRIAL_N_KINDS, NULL);
  return code != NULL ? find_row (tables[kind].rows, *tables[kind].n_rows, tables[kind].row_bytes, code) : NULL;
}

/**
 * tb_trial_can_be_at:
 * @failure: code of a failure
 * @side: a side
 *
 * Returns: whether that can be wrong on that side
 */
gboolean
tb_trial_can_be_at (const char *failure, TbSide side)
{
  const TbTrialFailure *row = FIND_ROW (tb_trial_failures, tb_trial_n_failures, failure);

  return row != NULL && (row->sides & (1 << side)) != 0;
}

/**
 * tb_trial_get_algorithm:
 * @terms: terms without fault
 *
 * Returns: what kind of keys the certificates have
 */
TbKeyAlgorithm
tb_trial_get_algorithm (const TbTrialTerms *terms)
{
  return tb_trial_key_of (terms)->algorithm;
}

/**
 * tb_trial_has_exchange:
 * @code: code of an exchange
 *
 * Returns: whether the OpenSSL at hand has it
 */
gboolean
tb_trial_has_exchange (const char *code)
{
  return FIND_ROW (tb_trial_exchanges, tb_trial_n_exchanges, code) != NULL;
}

/* --- what does not go together --- */

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

static const char *
find_clash (const TbTrialTerms *terms)
{
  gboolean is_datagrams = tb_trial_version_of (terms)->wire == TB_DATAGRAM_VERSION;
  const struct { gboolean clash; const char *why; } clashes[] = {
    { terms->failure != NULL && terms->attack != NULL, "a failure and an attack do not go together: one handshake shows one of them" },
    { terms->resumed && terms->failure != NULL, "resumed and a failure do not go together: nobody shows a certificate in a resumed session" },
    { terms->resumed && terms->attack != NULL, "resumed and an attack do not go together: the attacker has no session to resume" },
    { terms->loss_ppm > 0 && !is_datagrams, "losses need DTLS: whatever TLS is on sends again by itself" },
    { is_datagrams && (terms->resumed || terms->attack != NULL || terms->staple != NULL),
      "DTLS goes with no resumption, attack or staple in this version of Trustbed" },
    { terms->retried || terms->key_update || terms->close || terms->data,
      "a retry, a key update, a close and data cannot be had in this version of Trustbed" },
    { terms->constrained && terms->attack == NULL, "name constraints need an attack with an authority to keep within them" },
    { terms->staple != NULL && g_strcmp0 (terms->failure, "revoked") == 0 && tb_trial_side_of (terms) == TB_SIDE_SERVER,
      "a staple and a revoked server do not go together: the failure brings its own staple" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (clashes); i++)
    if (clashes[i].clash)
      return clashes[i].why;
  return NULL;
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
  return unknown != NULL ? unknown : g_strdup (find_clash (terms));
}
