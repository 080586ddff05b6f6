/* tb-trial-choices: what can be asked for, as others see it, and which rows terms speak of. What does not go together is in tb-trial-clashes. */
#include <string.h>

#include "tb-datagram.h"
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
  const TbTrialAttack *attack = tb_trial_attack_of (terms);
  const char *usual = attack != NULL && attack->version != NULL ? attack->version : "1.3";

  return FIND_ROW (tb_trial_versions, tb_trial_n_versions, terms->version != NULL ? terms->version : usual);
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
  const TbTrialAttack *attack = tb_trial_attack_of (terms);
  const char *usual = exchange != NULL && exchange->group == NULL ? "rsa2048" : attack != NULL && attack->key != NULL ? attack->key : "p256";

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

TbTrialFlaw
tb_trial_flaw_of (const TbTrialTerms *terms, TbSide side)
{
  const TbTrialFailure *failure = tb_trial_failure_of (terms);

  return failure != NULL && tb_trial_side_of (terms) == side ? failure->flaws[side] : TB_FLAW_NONE;
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

/* What every OpenSSL has is not asked for. */
static gpointer
ask_for_groups (gpointer unused)
{
  gboolean *known = g_new (gboolean, tb_trial_n_exchanges);
  TbCrypto *crypto = tb_crypto_get_seeded (NULL);

  for (guint i = 0; i < tb_trial_n_exchanges; i++)
    known[i] = tb_trial_exchanges[i].sizes == NULL || (crypto != NULL && tb_endpoint_knows_group (crypto, tb_trial_exchanges[i].group));
  return known;
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
  static GOnce once = G_ONCE_INIT;
  const TbTrialExchange *exchange = FIND_ROW (tb_trial_exchanges, tb_trial_n_exchanges, code);
  const gboolean *known = g_once (&once, ask_for_groups, NULL);

  return exchange != NULL && known[exchange - tb_trial_exchanges];
}
