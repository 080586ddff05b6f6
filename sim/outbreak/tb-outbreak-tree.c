/* tb-outbreak-tree: who took whom. Four bytes for each device, and four more for its generation where devices can be taken twice.
 *
 * Where they cannot, they are numbered as they fall, so a parent has a smaller number than its children and the generations are counted in one pass
 * when somebody asks: looking up a random parent at each infection would take longer than everything else. */
#include "tb-outbreak-private.h"

#include <string.h>

void
tb_tree_init (TbTree *tree, guint32 n_devices, gboolean with_generations)
{
  *tree = (TbTree) { .parents = g_new (guint32, n_devices), .generations = with_generations ? g_new (guint32, n_devices) : NULL };
  memset (tree->parents, 0xff, n_devices * sizeof *tree->parents);
  if (with_generations)
    memset (tree->generations, 0xff, n_devices * sizeof *tree->generations);
}

void
tb_tree_clear (TbTree *tree)
{
  g_clear_pointer (&tree->parents, g_free);
  g_clear_pointer (&tree->generations, g_free);
}

void
tb_tree_add (TbTree *tree, guint32 device, guint32 parent)
{
  guint32 generation;

  tree->parents[device] = parent;
  tree->n_taken++;
  if (tree->generations == NULL)
    return;
  generation = parent == TB_OUTBREAK_NOBODY ? 0 : tree->generations[parent] + 1;
  tree->generations[device] = generation;
  tree->deepest = MAX (tree->deepest, generation);
}

static guint32
count_ancestors (const TbTree *tree, guint32 device)
{
  guint32 n = 0;

  for (guint32 parent = tree->parents[device]; parent != TB_OUTBREAK_NOBODY; parent = tree->parents[parent])
    n++;
  return n;
}

/* G_MAXUINT32 for a device that was never taken. */
guint32
tb_tree_get_generation (const TbTree *tree, guint32 device)
{
  if (tree->generations != NULL)
    return tree->generations[device];
  return device < tree->n_taken ? count_ancestors (tree, device) : G_MAXUINT32;
}

guint32
tb_tree_get_depth (const TbTree *tree)
{
  g_autofree guint32 *generations = NULL;
  guint32 deepest = 0;

  if (tree->generations != NULL)
    return tree->deepest;
  generations = g_new (guint32, tree->n_taken);
  for (guint32 i = 0; i < tree->n_taken; i++)
    {
      guint32 parent = tree->parents[i];

      generations[i] = parent == TB_OUTBREAK_NOBODY ? 0 : generations[parent] + 1;
      deepest = MAX (deepest, generations[i]);
    }
  return deepest;
}
