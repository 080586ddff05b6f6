/* tb-object-set: some of the objects of a fleet: a bit for each. For whoever asks about those alone to whom something has happened. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TbObjectSet:
 * @n_objects: numbers go from 0 to this
 * @words: a bit for each
 */
typedef struct
{
  guint32 n_objects;
  guint64 words[];
} TbObjectSet;

TbObjectSet *tb_object_set_new  (guint32 n_objects);
void         tb_object_set_free (TbObjectSet *set);
guint32      tb_object_set_next (const TbObjectSet *set, guint32 after);   /* the first after @after, G_MAXUINT32 when there is none */

/**
 * tb_object_set_has:
 * @set: a set
 * @object: a number
 *
 * Returns: whether it is in the set
 */
static inline gboolean
tb_object_set_has (const TbObjectSet *set, guint32 object)
{
  return object <= set->n_objects && (set->words[object / 64] >> object % 64 & 1) != 0;
}

/**
 * tb_object_set_add:
 * @set: a set
 * @object: a number; more than there are objects is nobody's
 *
 * Puts it in, if it is not.
 */
static inline void
tb_object_set_add (TbObjectSet *set, guint32 object)
{
  if (object <= set->n_objects)
    set->words[object / 64] |= (guint64) 1 << object % 64;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbObjectSet, tb_object_set_free)

G_END_DECLS
