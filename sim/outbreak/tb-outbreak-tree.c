/* tb-outbreak-tree: who took whom. Four bytes for each device, and four more for its generation where devices can be taken twice.
 *
 * Where they cannot, they are numbered as they fall, so a parent has a smaller number than its children and the generations are counted in one pass
 * when somebody asks: looking up a random parent at each infection would take longer than everything else. Both are kept so that 0 stands for nobody
 * and never: the system gives such memory when it is first written to, and a billion devices begin at once. */
#include "tb-outbreak-private.h"

void
tb_tree_init (TbTree *tree, guint32 n_devices, gboolean with_generations)
{
  *tree = (TbTree) { .inverted_parents = g_new0 (guint32, n_devices), .next_generations = with_generations ? g_new0 (guint32, n_devices) : NULL };
}

void
tb_tree_clear (TbTree *tree)
{
  g_clear_pointer (&tree->inverted_parents, g_free);
  g_clear_pointer (&tree->next_generations, g_free);
}

/* TB_OUTBREAK_NOBODY for the attacker, and for a device that was never taken. */
guint32
tb_tree_get_parent (const TbTree *tree, guint32 device)
{
  return ~tree->inverted_parents[device];
}

void
tb_tree_add (TbTree *tree, guint32 device, guint32 parent)
{
  guint32 generation;

  tree->inverted_parents[device] = ~parent;
  tree->n_taken++;
  if (tree->next_generations == NULL)
    return;
  generation = parent == TB_OUTBREAK_NOBODY ? 0 : tree->next_generations[parent];
  tree->next_generations[device] = generation + 1;
  tree->deepest = MAX (tree->deepest, generation);
}

static guint32
count_ancestors (const TbTree *tree, guint32 device)
{
  guint32 n = 0;

  for (guint32 parent = tb_tree_get_parent (tree, device); parent != TB_OUTBREAK_NOBODY; parent = tb_tree_get_parent (tree, parent))
    n++;
  return n;
}

/* G_MAXUINT32 for a device that was never taken. */
guint32
tb_tree_get_generation (const TbTree *tree, guint32 device)
{
  if (tree->next_generations != NULL)
    return tree->next_generations[device] - 1;
  return device < tree->n_taken ? count_ancestors (tree, device) : G_MAXUINT32;
}

guint32
tb_tree_get_depth (const TbTree *tree)
{
  g_autofree guint32 *generations = NULL;
  guint32 deepest = 0;

  if (tree->next_generations != NULL)
    return tree->deepest;
  generations = g_new (guint32, tree->n_taken);
  for (guint32 i = 0; i < tree->n_taken; i++)
    {
      guint32 parent = tb_tree_get_parent (tree, i);

      generations[i] = parent == TB_OUTBREAK_NOBODY ? 0 : generations[parent] + 1;
      deepest = MAX (deepest, generations[i]);
    }
  return deepest;
}
