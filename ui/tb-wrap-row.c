/* tb-wrap-row: see the header. It lays its children out itself: a flow box of GTK makes columns of them, as wide as the widest. */
#include "tb-wrap-row.h"

struct _TbWrapRow
{
  GtkWidget parent_instance;

  int spacing;
  gboolean is_hanging;
};

enum { PROP_SPACING = 1, PROP_HANGING, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TbWrapRow, tb_wrap_row, GTK_TYPE_WIDGET)

typedef struct
{
  int hang;      /* where lines begin after the first one */
  int widest;    /* least width of those that are not apart */
  int all;       /* of all of them, with the spaces between */
  int height;    /* of the highest */
} Sums;

static int
natural_of (GtkWidget *child, GtkOrientation orientation)
{
  int natural;

  gtk_widget_measure (child, orientation, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static int
least_of (GtkWidget *child)
{
  int least;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  return least;
}

static Sums
sum_up (TbWrapRow *self)
{
  Sums sums = { 0 };

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int width = natural_of (child, GTK_ORIENTATION_HORIZONTAL);

      if (!gtk_widget_should_layout (child))
        continue;
      if (self->is_hanging && child == gtk_widget_get_first_child (GTK_WIDGET (self)))
        sums.hang = width + self->spacing;
      else
        sums.widest = MAX (sums.widest, least_of (child));
      sums.all += width + (sums.all > 0 ? self->spacing : 0);
      sums.height = MAX (sums.height, natural_of (child, GTK_ORIENTATION_VERTICAL));
    }
  return sums;
}

/* What is too long for a whole line is as long as that. Returns: the height of all lines */
static int
lay_out (TbWrapRow *self, int width, gboolean allocates)
{
  Sums sums = sum_up (self);
  int x = 0, y = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int wide = MAX (MIN (natural_of (child, GTK_ORIENTATION_HORIZONTAL), width - sums.hang), least_of (child));

      if (!gtk_widget_should_layout (child))
        continue;
      if (x > sums.hang && x + wide > width)
        {
          x = sums.hang;
          y += sums.height + self->spacing;
        }
      if (allocates)
        gtk_widget_size_allocate (child, &(GtkAllocation) { x, y, wide, sums.height }, -1);
      x += wide + self->spacing;
    }
  return y + sums.height;
}

static GtkSizeRequestMode
tb_wrap_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tb_wrap_row_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  TbWrapRow *self = TB_WRAP_ROW (widget);
  Sums sums = sum_up (self);

  *minimum = sums.hang + sums.widest;
  *natural = MAX (sums.all, *minimum);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = lay_out (self, for_size < 0 ? *natural : for_size, FALSE);
}

static void
tb_wrap_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  lay_out (TB_WRAP_ROW (widget), width, TRUE);
}

static void
tb_wrap_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TbWrapRow *self = TB_WRAP_ROW (object);

  if (id == PROP_SPACING)
    g_value_set_int (value, self->spacing);
  else if (id == PROP_HANGING)
    g_value_set_boolean (value, self->is_hanging);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tb_wrap_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TbWrapRow *self = TB_WRAP_ROW (object);

  if (id == PROP_SPACING)
    self->spacing = g_value_get_int (value);
  else if (id == PROP_HANGING)
    self->is_hanging = g_value_get_boolean (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
tb_wrap_row_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (tb_wrap_row_parent_class)->dispose (object);
}

static void
tb_wrap_row_class_init (TbWrapRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tb_wrap_row_get_property;
  object_class->set_property = tb_wrap_row_set_property;
  object_class->dispose = tb_wrap_row_dispose;
  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_HANGING] = g_param_spec_boolean ("hanging", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  widget_class->get_request_mode = tb_wrap_row_get_request_mode;
  widget_class->measure = tb_wrap_row_measure;
  widget_class->size_allocate = tb_wrap_row_size_allocate;
}

static void
tb_wrap_row_init (TbWrapRow *self)
{
}
