/* tb-even-row: see the header. It lays its children out itself: no container of GTK 4.8 turns a row into a column. */
#include "tb-even-row.h"

struct _TbEvenRow
{
  GtkWidget parent_instance;

  int spacing;
  int least;
};

enum { PROP_SPACING = 1, PROP_LEAST, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TbEvenRow, tb_even_row, GTK_TYPE_WIDGET)

static GtkWidget *
next_shown (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

#define FOR_EACH_SHOWN(child, self)                                                                       \
  for (GtkWidget *child = next_shown (gtk_widget_get_first_child (GTK_WIDGET (self))); child != NULL; \
       child = next_shown (gtk_widget_get_next_sibling (child)))

static int
minimum_of (GtkWidget *child, GtkOrientation orientation, int for_size)
{
  int minimum;

  gtk_widget_measure (child, orientation, for_size, &minimum, NULL, NULL, NULL);
  return minimum;
}

static int
count_shown (TbEvenRow *self)
{
  int n = 0;

  FOR_EACH_SHOWN (child, self)
    n++;
  return n;
}

static int
find_widest (TbEvenRow *self)
{
  int widest = 0;

  FOR_EACH_SHOWN (child, self)
    widest = MAX (widest, minimum_of (child, GTK_ORIENTATION_HORIZONTAL, -1));
  return widest;
}

/* Width of a child, all beside each other; 0 when there is no room for that. */
static int
width_of_each (TbEvenRow *self, int width)
{
  int n = MAX (count_shown (self), 1), each = (width - (n - 1) * self->spacing) / n;

  return each >= MAX (self->least, find_widest (self)) ? each : 0;
}

static int
measure_height (TbEvenRow *self, int width)
{
  int each = width_of_each (self, width), sum = 0, most = 0;

  FOR_EACH_SHOWN (child, self)
    {
      int height = minimum_of (child, GTK_ORIENTATION_VERTICAL, each > 0 ? each : width);

      sum += height + (sum > 0 ? self->spacing : 0);
      most = MAX (most, height);
    }
  return each > 0 ? most : sum;
}

static GtkSizeRequestMode
tb_even_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tb_even_row_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  TbEvenRow *self = TB_EVEN_ROW (widget);

  *minimum = find_widest (self);
  *natural = MAX (*minimum, count_shown (self) * (MAX (self->least, *minimum) + self->spacing));
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = measure_height (self, for_size < 0 ? *natural : for_size);
}

static void
allocate_beside (TbEvenRow *self, int each, int height)
{
  int x = 0;

  FOR_EACH_SHOWN (child, self)
    {
      gtk_widget_size_allocate (child, &(GtkAllocation) { x, 0, each, height }, -1);
      x += each + self->spacing;
    }
}

/* What is higher than need be is given to all. */
static void
allocate_below (TbEvenRow *self, int width, int height)
{
  int more = MAX (height - measure_height (self, width), 0) / MAX (count_shown (self), 1), y = 0;

  FOR_EACH_SHOWN (child, self)
    {
      int high = minimum_of (child, GTK_ORIENTATION_VERTICAL, width) + more;

      gtk_widget_size_allocate (child, &(GtkAllocation) { 0, y, width, high }, -1);
      y += high + self->spacing;
    }
}

static void
tb_even_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TbEvenRow *self = TB_EVEN_ROW (widget);
  int each = width_of_each (self, width);

  if (each > 0)
    allocate_beside (self, each, height);
  else
    allocate_below (self, width, height);
}

static void
tb_even_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TbEvenRow *self = TB_EVEN_ROW (object);

  if (id == PROP_SPACING)
    g_value_set_int (value, self->spacing);
  else if (id == PROP_LEAST)
    g_value_set_int (value, self->least);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tb_even_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TbEvenRow *self = TB_EVEN_ROW (object);

  if (id == PROP_SPACING)
    self->spacing = g_value_get_int (value);
  else if (id == PROP_LEAST)
    self->least = g_value_get_int (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
tb_even_row_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (tb_even_row_parent_class)->dispose (object);
}

static void
tb_even_row_class_init (TbEvenRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tb_even_row_get_property;
  object_class->set_property = tb_even_row_set_property;
  object_class->dispose = tb_even_row_dispose;
  widget_class->get_request_mode = tb_even_row_get_request_mode;
  widget_class->measure = tb_even_row_measure;
  widget_class->size_allocate = tb_even_row_size_allocate;
  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_LEAST] = g_param_spec_int ("least", NULL, NULL, 0, G_MAXINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tb_even_row_init (TbEvenRow *self)
{
}
