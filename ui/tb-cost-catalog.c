/* tb-cost-catalog: see the header. Read once; files that come with the program do not change while it runs. */
#include "tb-cost-catalog.h"

#include <string.h>

#include "tb-scenario.h"

#define SERVER "server"

typedef gpointer (*Load) (const char *path, GError **error);

/* What a full handshake takes is about this. */
static gint64
weigh (const TbProfile *profile)
{
  return profile->sign_us + 3 * profile->verify_us + profile->agree_us + profile->keygen_us;
}

static gint
compare_devices (gconstpointer a, gconstpointer b)
{
  const TbProfile *one = *(const TbProfile *const *) a, *other = *(const TbProfile *const *) b;

  return weigh (one) != weigh (other) ? (weigh (one) < weigh (other) ? 1 : -1) : strcmp (one->id, other->id);
}

static gint
compare_links (gconstpointer a, gconstpointer b)
{
  const TbLink *one = *(const TbLink *const *) a, *other = *(const TbLink *const *) b;

  return one->bits_per_s != other->bits_per_s ? (one->bits_per_s > other->bits_per_s ? 1 : -1) : strcmp (one->id, other->id);
}

static GPtrArray *
load_all (const char *folder, const char *ending, Load load, GDestroyNotify destroy)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (destroy);
  g_autofree char *data_dir = tb_scenario_find_data_dir ();
  g_autofree char *path = g_build_filename (data_dir, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      gpointer loaded = g_str_has_suffix (name, ending) ? load (file, NULL) : NULL;

      if (loaded != NULL)
        g_ptr_array_add (all, loaded);
    }
  return all;
}

static TbProfile *
steal_server (GPtrArray *devices)
{
  for (guint i = 0; i < devices->len; i++)
    if (strcmp (((TbProfile *) g_ptr_array_index (devices, i))->id, SERVER) == 0)
      return g_ptr_array_steal_index (devices, i);
  return NULL;
}

static gpointer
load_catalog (gpointer unused)
{
  TbCostCatalog *catalog = g_new0 (TbCostCatalog, 1);

  catalog->devices = load_all ("profiles", ".profile", (Load) tb_profile_load, (GDestroyNotify) tb_profile_free);
  catalog->links = load_all ("links", ".link", (Load) tb_link_load, (GDestroyNotify) tb_link_free);
  catalog->server = steal_server (catalog->devices);
  g_ptr_array_sort (catalog->devices, compare_devices);
  g_ptr_array_sort (catalog->links, compare_links);
  return catalog;
}

/**
 * tb_cost_catalog_get:
 *
 * May be called on any thread.
 *
 * Returns: (transfer none) (nullable): what there is, %NULL when the program's data are not there
 */
const TbCostCatalog *
tb_cost_catalog_get (void)
{
  static GOnce once = G_ONCE_INIT;
  const TbCostCatalog *catalog = g_once (&once, load_catalog, NULL);

  return catalog->server != NULL && catalog->devices->len > 0 && catalog->links->len > 0 ? catalog : NULL;
}
