/* tb-ladder-box: see the header. */
#include "tb-ladder-box.h"

#include <glib/gi18n-lib.h>

static GtkWidget *
new_label (const char *css_class, float xalign)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
set_label_of (GtkWidget *parent, const char *key, const char *text)
{
  gtk_label_set_text (g_object_get_data (G_OBJECT (parent), key), text);
}

static GtkWidget *
add_label (GtkWidget *parent, GtkWidget *in, const char *key, const char *css_class, float xalign)
{
  GtkWidget *label = new_label (css_class, xalign);

  gtk_box_append (GTK_BOX (in), label);
  g_object_set_data (G_OBJECT (parent), key, label);
  return label;
}

static void
add_light (GtkWidget *button, GtkWidget *content)
{
  GtkWidget *image = gtk_image_new ();

  gtk_widget_set_visible (image, FALSE);
  gtk_widget_add_css_class (image, "ladder-light");
  gtk_box_append (GTK_BOX (content), image);
  g_object_set_data (G_OBJECT (button), "light", image);
}

/* Only where the box does not say it all itself, or differs from its counterpart. */
static gboolean
on_query_tooltip (GtkWidget *box, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip, gpointer user_data)
{
  GtkLabel *detail = g_object_get_data (G_OBJECT (box), "detail");

  if (!pango_layout_is_ellipsized (gtk_label_get_layout (detail)) && !gtk_widget_has_css_class (box, "ladder-differs"))
    return FALSE;
  gtk_tooltip_set_text (tooltip, g_object_get_data (G_OBJECT (box), "tooltip"));
  return TRUE;
}

/**
 * tb_ladder_box_new:
 *
 * Returns: (transfer floating): a message, still empty
 */
GtkWidget *
tb_ladder_box_new (void)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *detail;

  gtk_widget_add_css_class (button, "ladder-box");
  gtk_widget_set_has_tooltip (button, TRUE);
  g_signal_connect (button, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
  gtk_label_set_ellipsize (GTK_LABEL (add_label (button, content, "name", "ladder-name", 0)), PANGO_ELLIPSIZE_END);
  detail = add_label (button, content, "detail", "dim-label", 0);
  gtk_widget_set_hexpand (detail, TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (detail), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (detail), 1); /* the name comes first, it gets what is left */
  gtk_widget_set_visible (add_label (button, content, "mark", "ladder-mark", 1), FALSE);
  add_light (button, content);
  add_label (button, content, "size", "dim-label", 1);
  gtk_widget_add_css_class (g_object_get_data (G_OBJECT (button), "size"), "numeric");
  gtk_button_set_child (GTK_BUTTON (button), content);
  return button;
}

static void
set_css_class (GtkWidget *widget, const char *css_class, gboolean has_it)
{
  if (has_it)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

/**
 * tb_ladder_box_show:
 * @box: a message
 * @story: the handshake
 * @step: what it shall show
 *
 * Fills it in.
 */
void
tb_ladder_box_show (GtkWidget *box, const TbLadderStory *story, const TbLadderStep *step)
{
  g_autofree char *size = g_strdup_printf ("%u B", step->n_bytes);
  g_autofree char *label = tb_ladder_step_dup_label (story, step);

  set_label_of (box, "name", step->name);
  set_label_of (box, "detail", step->detail);
  set_label_of (box, "size", size);
  set_css_class (box, "ladder-alert", step->is_alert);
  set_css_class (box, "ladder-culprit", step->is_culprit);
  g_object_set_data_full (G_OBJECT (box), "tooltip", g_strdup (label), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/**
 * tb_ladder_box_mark:
 * @box: a message that has been filled in
 * @difference: how it differs from its counterpart: some of #TbLadderDifference
 *
 * Lights it, with a sign and in words, where there is a difference; puts it out where there is none.
 */
void
tb_ladder_box_mark (GtkWidget *box, guint difference)
{
  GtkWidget *mark = g_object_get_data (G_OBJECT (box), "mark");
  g_autofree char *words = tb_ladder_difference_words (difference);
  g_autofree char *label = NULL;

  set_css_class (box, "ladder-differs", difference != 0);
  gtk_widget_set_visible (mark, difference != 0);
  if (difference == 0)
    return;
  gtk_label_set_text (GTK_LABEL (mark), difference & TB_LADDER_ONLY_HERE ? "+" : "≠");
  label = g_strdup_printf ("%s: %s", (const char *) g_object_get_data (G_OBJECT (box), "tooltip"), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (box), "tooltip", g_steal_pointer (&label), g_free);
}

/**
 * tb_ladder_box_light:
 * @box: a message
 * @light: how it stands to a secret
 *
 * Lights it in a colour, with a sign and in words, or puts it out.
 */
void
tb_ladder_box_light (GtkWidget *box, TbLadderLight light)
{
  GtkWidget *image = g_object_get_data (G_OBJECT (box), "light");
  const TbLadderLightLook *look = tb_ladder_light_look (light);

  for (guint i = TB_LIGHT_NONE + 1; i < TB_N_LIGHTS; i++)
    set_css_class (box, tb_ladder_light_look (i)->css_class, i == light);
  gtk_widget_set_visible (image, look->icon != NULL);
  gtk_image_set_from_icon_name (GTK_IMAGE (image), look->icon);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, look->words ? _(look->words) : "", -1);
}

/**
 * tb_ladder_head_new:
 *
 * Returns: (transfer floating): the head of a life line
 */
GtkWidget *
tb_ladder_head_new (void)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *icon = gtk_image_new ();
  GtkWidget *label;

  gtk_widget_add_css_class (icon, "ladder-icon");
  gtk_box_append (GTK_BOX (head), icon);
  g_object_set_data (G_OBJECT (head), "icon", icon);
  label = add_label (head, head, "name", "ladder-head", 0.5);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_valign (head, GTK_ALIGN_CENTER);
  return head;
}

/**
 * tb_ladder_head_show:
 * @head: the head of a life line
 * @name: whose it is
 * @icon_name: the symbolic icon of that object
 */
void
tb_ladder_head_show (GtkWidget *head, const char *name, const char *icon_name)
{
  gtk_image_set_from_icon_name (g_object_get_data (G_OBJECT (head), "icon"), icon_name);
  set_label_of (head, "name", name);
}

static void
add_pair (GtkWidget *verdict, GtkWidget *grid, int row, const char *title, const char *key)
{
  GtkWidget *label = new_label ("dim-label", 0);
  GtkWidget *value = new_label (NULL, 0);

  gtk_label_set_text (GTK_LABEL (label), title);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  gtk_widget_set_hexpand (value, TRUE);
  gtk_widget_set_can_focus (value, FALSE);
  gtk_grid_attach (GTK_GRID (grid), label, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), value, 1, row, 1, 1);
  g_object_set_data (G_OBJECT (verdict), key, value);
}

/**
 * tb_ladder_verdict_new:
 *
 * Returns: (transfer floating): the card that explains a refusal
 */
GtkWidget *
tb_ladder_verdict_new (void)
{
  GtkWidget *verdict = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *label;

  gtk_widget_add_css_class (verdict, "ladder-verdict");
  label = add_label (verdict, verdict, "what", "ladder-head", 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 2);
  add_pair (verdict, grid, 0, _("Checked"), "where");
  add_pair (verdict, grid, 1, _("Expected"), "expected");
  add_pair (verdict, grid, 2, _("Found"), "found");
  gtk_widget_add_css_class (g_object_get_data (G_OBJECT (verdict), "found"), "ladder-found");
  gtk_box_append (GTK_BOX (verdict), grid);
  label = add_label (verdict, verdict, "advice", NULL, 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  return verdict;
}

/**
 * tb_ladder_verdict_show:
 * @verdict: the card
 * @refusal: (nullable): what failed; %NULL hides the card
 */
void
tb_ladder_verdict_show (GtkWidget *verdict, const TbRefusal *refusal)
{
  gtk_widget_set_visible (verdict, refusal != NULL);
  if (refusal == NULL)
    return;
  set_label_of (verdict, "what", refusal->what);
  set_label_of (verdict, "where", refusal->where);
  set_label_of (verdict, "expected", refusal->expected);
  set_label_of (verdict, "found", refusal->found);
  set_label_of (verdict, "advice", refusal->advice);
}
