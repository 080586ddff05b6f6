/* tb-cost-item: see the header. */
#include "tb-cost-item.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-cost-words.h"

struct _TbCostItem
{
  GObject parent_instance;

  const char *handshake;    /* interned: such as `p256 full` */
  TbCostRow row;
};

G_DEFINE_FINAL_TYPE (TbCostItem, tb_cost_item, G_TYPE_OBJECT)

static void
tb_cost_item_class_init (TbCostItemClass *klass)
{
}

static void
tb_cost_item_init (TbCostItem *self)
{
}

/**
 * tb_cost_item_new:
 * @handshake: what the handshake is; interned
 * @row: what it costs; its device and link have to stay
 *
 * Returns: (transfer full): the row
 */
TbCostItem *
tb_cost_item_new (const char *handshake, const TbCostRow *row)
{
  TbCostItem *self = g_object_new (TB_TYPE_COST_ITEM, NULL);

  self->handshake = handshake;
  self->row = *row;
  return self;
}

const TbProfile *
tb_cost_item_get_device (TbCostItem *self)
{
  return self->row.device;
}

const TbLink *
tb_cost_item_get_link (TbCostItem *self)
{
  return self->row.link;
}

/* What is compared, in words: `p256 full` is P-256 of a full handshake. */
static char *
dup_handshake (TbCostItem *self)
{
  static const struct { const char *code, *title; } keys[] = {
    { "rsa2048", "RSA-2048" }, { "rsa3072", "RSA-3072" }, { "p256", "P-256" }, { "ed25519", "Ed25519" },
  };
  const char *how = strchr (self->handshake, ' ');
  gboolean is_resumed = g_strcmp0 (how, " resumed") == 0;

  for (guint i = 0; how != NULL && i < G_N_ELEMENTS (keys); i++)
    if (g_str_has_prefix (self->handshake, keys[i].code))
      return g_strdup_printf (is_resumed ? _("%s, resumed") : _("%s, full"), keys[i].title);
  return g_strdup (self->handshake);
}

/**
 * tb_cost_item_dup_cell:
 * @self: a row
 * @column: one of the first columns, or %TB_COST_COLUMN_FIGURES and a figure
 *
 * Returns: (transfer full): what stands there
 */
char *
tb_cost_item_dup_cell (TbCostItem *self, guint column)
{
  if (column == TB_COST_COLUMN_HANDSHAKE)
    return dup_handshake (self);
  if (column == TB_COST_COLUMN_DEVICE)
    return g_strdup (self->row.device->title);
  if (column == TB_COST_COLUMN_LINK)
    return g_strdup (self->row.link->title);
  return tb_cost_dup_value (&self->row.cost, column - TB_COST_COLUMN_FIGURES);
}

/**
 * tb_cost_item_compare:
 * @self: a row
 * @other: another
 * @column: by what
 *
 * Returns: below, above or 0, as in strcmp()
 */
int
tb_cost_item_compare (TbCostItem *self, TbCostItem *other, guint column)
{
  gint64 one, two;

  if (column < TB_COST_COLUMN_FIGURES)
    {
      g_autofree char *mine = tb_cost_item_dup_cell (self, column);
      g_autofree char *theirs = tb_cost_item_dup_cell (other, column);

      return g_utf8_collate (mine, theirs);
    }
  one = tb_cost_get_value (&self->row.cost, column - TB_COST_COLUMN_FIGURES);
  two = tb_cost_get_value (&other->row.cost, column - TB_COST_COLUMN_FIGURES);
  return (one > two) - (one < two);
}

/* --- as a table for other programs --- */

static void
append_quoted (GString *csv, const char *text)
{
  g_string_append (csv, ",\"");
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *text);
    }
  g_string_append_c (csv, '"');
}

static void
append_head (GString *csv)
{
  g_string_append (csv, "handshake,device,link");
  for (guint i = 0; i < TB_N_COST_FIGURES; i++)
    {
      const TbCostFigure *figure = tb_cost_figure_get (i);

      g_string_append_printf (csv, ",%s_%s", figure->code, figure->is_measured ? "measured" : "modelled");
    }
  g_string_append (csv, ",derived,device_source,link_source\n");
}

static void
append_row (GString *csv, TbCostItem *item)
{
  g_string_append_printf (csv, "%s,%s,%s", item->handshake, item->row.device->id, item->row.link->id);
  for (guint i = 0; i < TB_N_COST_FIGURES; i++)
    {
      gint64 value = tb_cost_get_value (&item->row.cost, i);

      g_string_append_c (csv, ',');
      if (value >= 0)
        g_string_append_printf (csv, "%" G_GINT64_FORMAT, value);
    }
  g_string_append (csv, item->row.cost.is_derived ? ",yes" : ",no");
  append_quoted (csv, item->row.device->source);
  append_quoted (csv, item->row.link->source);
  g_string_append_c (csv, '\n');
}

/**
 * tb_cost_items_to_csv:
 * @items: (element-type TbCostItem): rows
 *
 * Returns: (transfer full): a line with commas for each, as `trustbed-cli handshake --compare --csv` writes them; what is not known is empty
 */
char *
tb_cost_items_to_csv (GListModel *items)
{
  GString *csv = g_string_new (NULL);

  append_head (csv);
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (TbCostItem) item = g_list_model_get_item (items, i);

      append_row (csv, item);
    }
  return g_string_free (csv, FALSE);
}
