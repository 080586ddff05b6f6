/* tb-infection-index: who infected whom, as a tree that can be asked for any time.
 *
 * Reads a journal once, a span at a time as it grows. An entry is one infection, so a device that is taken again has a second one; entries are in the
 * order in which they happened, and what had happened by some time is the entries below a limit. Memory is used for infections only. Plain arrays, no
 * widgets. */
#pragma once

#include "tb-journal.h"

G_BEGIN_DECLS

/**
 * TB_INFECTION_ROOT:
 *
 * The entry of the attacker, which is always there.
 */
#define TB_INFECTION_ROOT 0

/**
 * TbInfectionEntry:
 * @time_us: when it was taken
 * @cleared_us: when it was rid of that again, %G_MAXINT64 where that is not known
 * @device: who was taken
 * @parent: entry of who took it
 * @ordinal: how many its parent had taken before
 * @generation: 0 for the attacker, 1 for whom he took himself
 * @n_children: how many it took in all, whenever; @last_child: the last of them, 0 for none
 * @previous: entry that its parent took before this one, 0 for none; @jump: one further back, so that any is found in few steps
 * @earlier: entry of the same device before this one, 0 for none
 */
typedef struct
{
  gint64 time_us;
  gint64 cleared_us;
  guint32 device;
  guint32 parent;
  guint32 ordinal;
  guint32 generation;
  guint32 n_children;
  guint32 last_child;
  guint32 previous;
  guint32 jump;
  guint32 earlier;
} TbInfectionEntry;

typedef struct _TbInfectionIndex TbInfectionIndex;

TbInfectionIndex       *tb_infection_index_new              (TbJournal *journal, guint32 attacker);
void                    tb_infection_index_free             (TbInfectionIndex *index);
gboolean                tb_infection_index_read             (TbInfectionIndex *index, guint64 position);
guint                   tb_infection_index_get_limit        (TbInfectionIndex *index, gint64 time_us);
const TbInfectionEntry *tb_infection_index_get              (TbInfectionIndex *index, guint entry);
gboolean                tb_infection_index_find             (TbInfectionIndex *index, guint32 device, guint limit, guint *entry);
guint                   tb_infection_index_count_children   (TbInfectionIndex *index, guint entry, guint limit);
guint                   tb_infection_index_get_child        (TbInfectionIndex *index, guint entry, guint nth);
guint                   tb_infection_index_count_generation (TbInfectionIndex *index, guint generation, guint limit);
guint                   tb_infection_index_get_depth        (TbInfectionIndex *index, guint limit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbInfectionIndex, tb_infection_index_free)

G_END_DECLS
