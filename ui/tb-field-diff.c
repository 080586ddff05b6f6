/* tb-field-diff: see the header. Fields of the same name answer to each other: first those that also say the same, then the rest in order. */
#include "tb-field-diff.h"

#include <string.h>

/* What is drawn by lot, or follows from what was. */
static const char *const fresh[] = {
  "random", "legacy_session_id", "legacy_session_id_echo", "session_id", "key_exchange", "signature", "signatureValue", "verify_data", "ticket", "ticket_age_add",
  "ticket_nonce", "obfuscated_ticket_age", "identity", "binder", "binders", "cookie", "length", "public", "ecdh_Yc", "encrypted_pre_master_secret",
  "responder_signature", "message_seq", "fragment_offset", "fragment_length",
};

/**
 * tb_field_diff_is_fresh:
 * @name: name of a field
 *
 * Returns: whether it says something else in every handshake, so that a difference means nothing
 */
gboolean
tb_field_diff_is_fresh (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (fresh); i++)
    if (strcmp (fresh[i], name) == 0)
      return TRUE;
  return FALSE;
}

static guint
n_children (TbFieldItem *field)
{
  GListModel *children = tb_field_item_get_children (field);

  return children ? g_list_model_get_n_items (children) : 0;
}

/* The field keeps it alive. */
static TbFieldItem *
child_at (TbFieldItem *field, guint position)
{
  g_autoptr (TbFieldItem) child = g_list_model_get_item (tb_field_item_get_children (field), position);

  return child;
}

static gboolean
answers_to (TbFieldItem *one, TbFieldItem *other, gboolean says_the_same)
{
  return strcmp (tb_field_item_get_name (one), tb_field_item_get_name (other)) == 0 &&
         (!says_the_same || strcmp (tb_field_item_get_value (one), tb_field_item_get_value (other)) == 0);
}

/* The first child of @other that is still free and answers to @child, or -1. */
static int
find_counterpart (TbFieldItem *child, TbFieldItem *other, const gboolean *taken, gboolean says_the_same)
{
  for (guint i = 0; i < n_children (other); i++)
    if (!taken[i] && answers_to (child, child_at (other, i), says_the_same))
      return (int) i;
  return -1;
}

static void
pair_up (TbFieldItem *one, TbFieldItem *other, int *partners, gboolean *taken, gboolean says_the_same)
{
  for (guint i = 0; i < n_children (one); i++)
    {
      if (partners[i] < 0)
        partners[i] = find_counterpart (child_at (one, i), other, taken, says_the_same);
      if (partners[i] >= 0)
        taken[partners[i]] = TRUE;
    }
}

static gboolean
mark_children (TbFieldItem *one, TbFieldItem *other)
{
  guint n_one = n_children (one), n_other = n_children (other);
  g_autofree int *partners = g_new (int, n_one + 1);
  g_autofree gboolean *taken = g_new0 (gboolean, n_other + 1);
  gboolean differs = FALSE;

  for (guint i = 0; i < n_one; i++)
    partners[i] = -1;
  pair_up (one, other, partners, taken, TRUE);
  pair_up (one, other, partners, taken, FALSE);
  for (guint i = 0; i < n_one; i++)
    if (partners[i] >= 0)
      differs = tb_field_diff_mark (child_at (one, i), child_at (other, (guint) partners[i])) || differs;
    else
      tb_field_item_set_difference (child_at (one, i), TB_FIELD_ONLY_HERE, NULL);
  for (guint i = 0; i < n_other; i++)
    if (!taken[i])
      tb_field_item_set_difference (child_at (other, i), TB_FIELD_ONLY_HERE, NULL);
  for (guint i = 0; i < n_one; i++)
    differs = differs || partners[i] < 0;
  for (guint i = 0; i < n_other; i++)
    differs = differs || !taken[i];
  return differs;
}

static void
mark_both (TbFieldItem *one, TbFieldItem *other, TbFieldDifference difference)
{
  tb_field_item_set_difference (one, difference, tb_field_item_get_value (other));
  tb_field_item_set_difference (other, difference, tb_field_item_get_value (one));
}

/**
 * tb_field_diff_mark:
 * @one: a field
 * @other: its counterpart in the other message
 *
 * Marks both and everything in them with what is not the same.
 *
 * Returns: whether anything differs that is not new in every handshake
 */
gboolean
tb_field_diff_mark (TbFieldItem *one, TbFieldItem *other)
{
  gboolean is_same = answers_to (one, other, TRUE);
  gboolean is_leaf = n_children (one) == 0 || n_children (other) == 0;

  if (tb_field_diff_is_fresh (tb_field_item_get_name (one)))
    {
      mark_both (one, other, is_same ? TB_FIELD_SAME : TB_FIELD_FRESH);
      return FALSE;
    }
  if (is_leaf)
    {
      is_same = is_same && n_children (one) == n_children (other);
      mark_both (one, other, is_same ? TB_FIELD_SAME : TB_FIELD_CHANGED);
      return !is_same;
    }
  is_same = !mark_children (one, other);
  mark_both (one, other, is_same ? TB_FIELD_SAME : TB_FIELD_WITHIN);
  return !is_same;
}
