/* tb-object-set: see the header. */
#include "tb-object-set.h"

static guint32
count_words (guint32 n_objects)
{
  return n_objects / 64 + 1;
}

/**
 * tb_object_set_new:
 * @n_objects: how many objects the fleet has
 *
 * Returns: (transfer full): a set with nobody in it
 */
TbObjectSet *
tb_object_set_new (guint32 n_objects)
{
  TbObjectSet *set = g_malloc0 (sizeof (TbObjectSet) + count_words (n_objects) * sizeof (guint64));

  set->n_objects = n_objects;
  return set;
}

/**
 * tb_object_set_free:
 * @set: (transfer full): a set
 *
 * Frees it.
 */
void
tb_object_set_free (TbObjectSet *set)
{
  g_free (set);
}

/**
 * tb_object_set_next:
 * @set: a set
 * @after: a number
 *
 * Returns: the lowest number in the set that is larger; %G_MAXUINT32 when there is none
 */
guint32
tb_object_set_next (const TbObjectSet *set, guint32 after)
{
  guint32 first = after + 1, i = first / 64;
  guint64 word;

  if (after >= set->n_objects)
    return G_MAXUINT32;
  word = set->words[i] & ~(guint64) 0 << first % 64;
  while (word == 0 && ++i < count_words (set->n_objects))
    word = set->words[i];
  return word == 0 ? G_MAXUINT32 : i * 64 + (guint32) __builtin_ctzll (word);
}
