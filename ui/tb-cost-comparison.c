/* tb-cost-comparison: see the header. */
#include "tb-cost-comparison.h"

#include <glib/gi18n-lib.h>

#include "tb-cost-catalog.h"
#include "tb-cost-sheet.h"

#define SEED 1

/* The quick ones first: whoever closes the window soon waits for nobody. */
static const char *const keys[] = { "p256", "ed25519", "rsa2048", "rsa3072" };

typedef struct
{
  GTask *task;                /* owned */
  TbCostProgress progress;
  guint done;
} Told;

static gboolean
tell (gpointer data)
{
  Told *told = data;

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (told->task)))
    told->progress (told->done, G_N_ELEMENTS (keys), g_task_get_source_object (told->task));
  return G_SOURCE_REMOVE;
}

static void
told_free (gpointer data)
{
  Told *told = data;

  g_object_unref (told->task);
  g_free (told);
}

static void
tell_later (GTask *task, guint done)
{
  Told *told = g_new0 (Told, 1);

  *told = (Told) { g_object_ref (task), (TbCostProgress) g_task_get_task_data (task), done };
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, tell, told, told_free);
}

static gboolean
add_key (GListStore *items, TbCrypto *crypto, const TbCostCatalog *catalog, const char *key, GError **error)
{
  const char *one[] = { key, NULL };
  const TbCostTerms terms = { one, catalog->devices, catalog->links, catalog->server, SEED };
  g_autoptr (TbCostSheet) sheet = tb_cost_sheet_new (crypto, &terms, error);

  for (guint i = 0; sheet != NULL && i < sheet->rows->len; i++)
    {
      const TbCostRow *row = &g_array_index (sheet->rows, TbCostRow, i);
      g_autoptr (TbCostItem) item = tb_cost_item_new (tb_cost_sheet_get_case (sheet, row->which)->code, row);

      g_list_store_append (items, item);
    }
  return sheet != NULL;
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GListStore) items = g_list_store_new (TB_TYPE_COST_ITEM);
  const TbCostCatalog *catalog = tb_cost_catalog_get ();
  GError *error = NULL;
  TbCrypto *crypto = tb_crypto_get_seeded (&error);

  if (catalog == NULL)
    g_set_error_literal (&error, TB_PROFILE_ERROR, TB_PROFILE_ERROR_NOT_FOUND, _("The profiles of devices that come with the program are missing."));
  for (guint i = 0; error == NULL && i < G_N_ELEMENTS (keys) && !g_cancellable_is_cancelled (cancellable); i++)
    if (add_key (items, crypto, catalog, keys[i], &error))
      tell_later (task, i + 1);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&items), g_object_unref);
}

/**
 * tb_cost_comparison_async:
 * @owner: whoever wants to know
 * @cancellable: when nobody wants to know any more
 * @progress: told after each kind of key, with @owner
 * @callback: called with @owner when all are compared
 *
 * Makes the handshakes and reckons them.
 */
void
tb_cost_comparison_async (GObject *owner, GCancellable *cancellable, TbCostProgress progress, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (owner, cancellable, callback, NULL);

  g_task_set_task_data (task, (gpointer) progress, NULL);
  g_task_run_in_thread (task, work);
}

/**
 * tb_cost_comparison_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the rows, by kind of key; %NULL when it was cancelled or cannot be done
 */
GListStore *
tb_cost_comparison_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
