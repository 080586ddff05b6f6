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
n_children (const TbField *field)
{
  return field->children != NULL ? field->children->len : 0;
}

static const TbField *
child_at (const TbField *field, guint position)
{
  return g_ptr_array_index (field->children, position);
}

static gboolean
answers_to (const TbField *one, const TbField *other, gboolean says_the_same)
{
  return strcmp (one->name, other->name) == 0 && (!says_the_same || strcmp (one->value, other->value) == 0);
}

/* The first child of @other that is still free and answers to @child, or -1. */
static int
find_counterpart (const TbField *child, const TbField *other, const gboolean *taken, gboolean says_the_same)
{
  for (guint i = 0; i < n_children (other); i++)
    if (!taken[i] && answers_to (child, child_at (other, i), says_the_same))
      return (int) i;
  return -1;
}

static void
pair_up (const TbField *one, const TbField *other, int *partners, gboolean *taken, gboolean says_the_same)
{
  for (guint i = 0; i < n_children (one); i++)
    {
      if (partners[i] < 0)
        partners[i] = find_counterpart (child_at (one, i), other, taken, says_the_same);
      if (partners[i] >= 0)
        taken[partners[i]] = TRUE;
    }
}

static void
add_mark (GHashTable *marks, const TbField *field, TbFieldDifference difference, const TbField *other)
{
  TbFieldMark *mark = g_new (TbFieldMark, 1);

  *mark = (TbFieldMark) { difference, other };
  g_hash_table_insert (marks, (gpointer) field, mark);
}

static void
mark_both (GHashTable *marks, const TbField *one, const TbField *other, TbFieldDifference difference)
{
  add_mark (marks, one, difference, other);
  add_mark (marks, other, difference, one);
}

static gboolean mark (GHashTable *marks, const TbField *one, const TbField *other);

static gboolean
mark_children (GHashTable *marks, const TbField *one, const TbField *other)
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
      differs = mark (marks, child_at (one, i), child_at (other, (guint) partners[i])) || differs;
    else
      add_mark (marks, child_at (one, i), TB_FIELD_ONLY_HERE, NULL);
  for (guint i = 0; i < n_other; i++)
    if (!taken[i])
      add_mark (marks, child_at (other, i), TB_FIELD_ONLY_HERE, NULL);
  for (guint i = 0; i < n_one; i++)
    differs = differs || partners[i] < 0;
  for (guint i = 0; i < n_other; i++)
    differs = differs || !taken[i];
  return differs;
}

/* Returns: whether anything differs that is not new in every handshake */
static gboolean
mark (GHashTable *marks, const TbField *one, const TbField *other)
{
  gboolean is_same = answers_to (one, other, TRUE);
  gboolean is_leaf = n_children (one) == 0 || n_children (other) == 0;

  if (tb_field_diff_is_fresh (one->name))
    {
      if (!is_same)
        mark_both (marks, one, other, TB_FIELD_FRESH);
      return FALSE;
    }
  is_same = is_leaf ? is_same && n_children (one) == n_children (other) : !mark_children (marks, one, other);
  if (!is_same)
    mark_both (marks, one, other, is_leaf ? TB_FIELD_CHANGED : TB_FIELD_WITHIN);
  return !is_same;
}

/**
 * tb_field_diff_new:
 * @one: a field
 * @other: its counterpart in the other message
 *
 * Compares both and everything in them.
 *
 * Returns: (transfer full) (element-type TbField TbFieldMark): the fields of both that are not the same
 */
GHashTable *
tb_field_diff_new (const TbField *one, const TbField *other)
{
  GHashTable *marks = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  mark (marks, one, other);
  return marks;
}

/**
 * tb_field_diff_differs:
 * @marks: a comparison
 * @one: one of the two that were compared
 *
 * Returns: whether anything differs that is not new in every handshake
 */
gboolean
tb_field_diff_differs (GHashTable *marks, const TbField *one)
{
  const TbFieldMark *found = g_hash_table_lookup (marks, one);

  return found != NULL && found->difference != TB_FIELD_FRESH;
}
