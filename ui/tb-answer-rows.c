/* tb-answer-rows: see the header. */
#include "tb-answer-rows.h"

struct _TbAnswerRow
{
  GObject parent_instance;

  TbAnswer *answer;   /* owned */
  guint row;
};

G_DEFINE_FINAL_TYPE (TbAnswerRow, tb_answer_row, G_TYPE_OBJECT)

static void
tb_answer_row_finalize (GObject *object)
{
  g_clear_pointer (&TB_ANSWER_ROW (object)->answer, tb_answer_unref);
  G_OBJECT_CLASS (tb_answer_row_parent_class)->finalize (object);
}

static void
tb_answer_row_class_init (TbAnswerRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_answer_row_finalize;
}

static void
tb_answer_row_init (TbAnswerRow *self)
{
}

TbAnswer *
tb_answer_row_get_answer (TbAnswerRow *self)
{
  return self->answer;
}

guint
tb_answer_row_get_row (TbAnswerRow *self)
{
  return self->row;
}

struct _TbAnswerRows
{
  GObject parent_instance;

  TbAnswer *answer;   /* owned */
};

static GType
get_item_type (GListModel *model)
{
  return TB_TYPE_ANSWER_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return tb_answer_get_n_rows (TB_ANSWER_ROWS (model)->answer);
}

static gpointer
get_item (GListModel *model, guint position)
{
  TbAnswer *answer = TB_ANSWER_ROWS (model)->answer;
  TbAnswerRow *row;

  if (position >= tb_answer_get_n_rows (answer))
    return NULL;
  row = g_object_new (TB_TYPE_ANSWER_ROW, NULL);
  row->answer = tb_answer_ref (answer);
  row->row = position;
  return row;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TbAnswerRows, tb_answer_rows, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
tb_answer_rows_finalize (GObject *object)
{
  g_clear_pointer (&TB_ANSWER_ROWS (object)->answer, tb_answer_unref);
  G_OBJECT_CLASS (tb_answer_rows_parent_class)->finalize (object);
}

static void
tb_answer_rows_class_init (TbAnswerRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_answer_rows_finalize;
}

static void
tb_answer_rows_init (TbAnswerRows *self)
{
}

/**
 * tb_answer_rows_new:
 * @answer: an answer
 *
 * Returns: (transfer full): its rows
 */
TbAnswerRows *
tb_answer_rows_new (TbAnswer *answer)
{
  TbAnswerRows *self = g_object_new (TB_TYPE_ANSWER_ROWS, NULL);

  self->answer = tb_answer_ref (answer);
  return self;
}
