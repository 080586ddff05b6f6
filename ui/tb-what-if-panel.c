/* tb-what-if-panel: see the header. */
#include "tb-what-if-panel.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "tb-what-if-row.h"
#include "tb-what-if-words.h"

struct _TbWhatIfPanel
{
  GtkWidget parent_instance;

  /* template */
  GtkWidget *body;
  GtkDropDown *whose;
  GtkLabel *about;
  GtkLabel *complaint;
  GtkBox *numbers;
  GtkBox *more;
  GtkWidget *reset;
  GtkWidget *apply;
  GtkBox *arms;
  GtkLabel *growth;
  GtkLabel *label;
  GtkDropDown *runs;
  GtkRevealer *progress_revealer;
  GtkProgressBar *progress;

  TbWhatIf *what_if;             /* owned */
  GtkLabel *results[TB_N_ARMS];
  GtkLabel *whys[TB_N_ARMS];
  gboolean is_filling;           /* a list is filled by the program, not chosen from by a person */
  gboolean has_fleet;            /* whether the list of outbreaks begins with this fleet */
};

G_DEFINE_FINAL_TYPE (TbWhatIfPanel, tb_what_if_panel, GTK_TYPE_WIDGET)

/* Those that matter most, in the order of the panel; the others are one step away. */
static const TbTerm first_terms[] = { TB_TERM_VULNERABLE, TB_TERM_SCAN_RATE, TB_TERM_HIT, TB_TERM_CLOSED_SHARE, TB_TERM_REBOOT_S };
static const TbTerm more_terms[] = { TB_TERM_CLOSED_EFFECT, TB_TERM_CLEAN_S, TB_TERM_LOAD_S, TB_TERM_LIST, TB_TERM_LIST_RATE, TB_TERM_SCAN_LIMIT,
                                     TB_TERM_ADDRESSES, TB_TERM_FLOOD_KBPS };

static const guint n_runs_choices[] = { 0, 20, 100, 300, 1000 };

/* --- which outbreak --- */

static const char *const preset_names[][2] = {
  { "staniford", N_("Staniford 2002, 10 scans/s") },
  { "code-red", N_("Code Red 2001") },
  { "slammer", N_("Slammer 2003") },
  { "mirai-2016", N_("Mirai 2016, calibrated") },
};

static const char *
name_of_preset (const TbOutbreakPreset *preset)
{
  for (guint i = 0; i < G_N_ELEMENTS (preset_names); i++)
    if (g_str_equal (preset_names[i][0], preset->code))
      return _(preset_names[i][1]);
  return preset->code;
}

static void
fill_whose (TbWhatIfPanel *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const TbOutbreakPreset *preset;

  self->has_fleet = tb_what_if_has_fleet (self->what_if);
  gtk_string_list_append (names, self->has_fleet ? _("This fleet") : _("This fleet has no attacker"));
  for (guint i = 0; (preset = tb_outbreak_preset_get (i)) != NULL; i++)
    gtk_string_list_append (names, name_of_preset (preset));
  gtk_drop_down_set_model (self->whose, G_LIST_MODEL (names));
}

static guint
position_of_preset (TbWhatIfPanel *self)
{
  const TbOutbreakPreset *shown = tb_what_if_get_preset (self->what_if), *preset;

  for (guint i = 0; shown != NULL && (preset = tb_outbreak_preset_get (i)) != NULL; i++)
    if (preset == shown)
      return i + 1;
  return 0;
}

static void
on_whose_chosen (GtkDropDown *whose, GParamSpec *pspec, TbWhatIfPanel *self)
{
  guint selected = gtk_drop_down_get_selected (whose);
  const TbOutbreakPreset *preset = selected > 0 ? tb_outbreak_preset_get (selected - 1) : NULL;

  if (!self->is_filling && self->what_if != NULL)
    tb_what_if_set_preset (self->what_if, preset != NULL ? preset->code : NULL);
}

/* What of it is published, what is modelled, what was fitted. */
static char *
dup_about (TbWhatIfPanel *self)
{
  const TbOutbreakPreset *preset = tb_what_if_get_preset (self->what_if);

  if (preset == NULL)
    return g_strdup (self->has_fleet ? _("Modelled: the numbers are those of the scenario.")
                                     : _("Nobody begins an outbreak here. Choose one that was published."));
  if (preset->calibrated == NULL)
    return g_strdup_printf (_("Published: %s."), preset->source);
  return g_strdup_printf (_("Published: %s. Calibrated: %s."), preset->source, preset->calibrated);
}

/* --- what is shown --- */

static void
show_about (TbWhatIfPanel *self)
{
  g_autofree char *about = dup_about (self);

  self->is_filling = TRUE;
  if (self->has_fleet != tb_what_if_has_fleet (self->what_if))
    fill_whose (self);
  gtk_drop_down_set_selected (self->whose, position_of_preset (self));
  self->is_filling = FALSE;
  gtk_label_set_text (self->about, about);
}

static void
show_apply (TbWhatIfPanel *self)
{
  g_autofree char *command = tb_what_if_dup_command (self->what_if);
  gboolean is_own = tb_what_if_terms_equal (tb_what_if_get_terms (self->what_if), tb_what_if_get_own_terms (self->what_if));

  gtk_widget_set_sensitive (self->reset, !is_own);
  gtk_widget_set_sensitive (self->apply, command != NULL);
  gtk_widget_set_tooltip_text (self->apply, command != NULL ? command : _("Nothing that a run can be given while it goes on is changed"));
}

static void
show_terms (TbWhatIfPanel *self)
{
  const char *complaint = tb_what_if_get_complaint (self->what_if);
  /* Translators: followed by what is wrong with a number */
  g_autofree char *sentence = complaint != NULL ? g_strdup_printf (_("No curve: %s."), complaint) : NULL;

  show_about (self);
  for (guint i = 0; i < TB_N_ARMS; i++)
    gtk_label_set_text (self->whys[i], _(tb_arm_get_why ((TbArm) i, tb_what_if_get_vector (self->what_if))));
  gtk_label_set_text (self->complaint, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->complaint), complaint != NULL);
  show_apply (self);
}

static void
show_curves (TbWhatIfPanel *self)
{
  g_autofree char *label = tb_what_if_dup_label (self->what_if);
  g_autofree char *note = tb_what_if_dup_form_note (self->what_if);
  g_autofree char *both = note != NULL ? g_strdup_printf ("%s %s", label, note) : NULL;
  g_autofree char *growth = tb_what_if_dup_growth (self->what_if);

  gtk_label_set_text (self->label, both != NULL ? both : label);
  gtk_label_set_text (self->growth, growth != NULL ? growth : "");
  gtk_widget_set_visible (GTK_WIDGET (self->growth), growth != NULL);
  for (guint i = 0; i < TB_N_ARMS; i++)
    {
      const TbArmCurve *curve = tb_what_if_get_curve (self->what_if, (TbArm) i);
      g_autofree char *result = curve != NULL ? tb_what_if_dup_result (curve) : g_strdup ("…");

      gtk_label_set_text (self->results[i], result);
    }
}

static void
show_progress (TbWhatIfPanel *self)
{
  gtk_revealer_set_reveal_child (self->progress_revealer, tb_what_if_is_busy (self->what_if));
  gtk_progress_bar_set_fraction (self->progress, tb_what_if_get_progress (self->what_if));
}

/* --- what a person does --- */

static void
on_reset (GtkButton *button, TbWhatIfPanel *self)
{
  tb_what_if_reset (self->what_if);
}

static void
on_apply (GtkButton *button, TbWhatIfPanel *self)
{
  g_autofree char *command = tb_what_if_dup_command (self->what_if);

  if (command != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.submit", "s", command);
}

static void
on_cancel (GtkButton *button, TbWhatIfPanel *self)
{
  tb_what_if_cancel (self->what_if);
}

static void
on_runs_chosen (GtkDropDown *runs, GParamSpec *pspec, TbWhatIfPanel *self)
{
  guint selected = gtk_drop_down_get_selected (runs);

  if (!self->is_filling && self->what_if != NULL && selected < G_N_ELEMENTS (n_runs_choices))
    tb_what_if_set_n_runs (self->what_if, n_runs_choices[selected]);
}

static void
on_arm_toggled (GtkCheckButton *check, TbWhatIfPanel *self)
{
  TbArm arm = (TbArm) GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (check), "arm"));

  tb_what_if_set_shown (self->what_if, arm, gtk_check_button_get_active (check));
}

/* --- children --- */

static GtkLabel *
append_label (GtkBox *box, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 24);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 34);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (box, label);
  return GTK_LABEL (label);
}

static void
draw_swatch (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer arm)
{
  GdkRGBA color;

  tb_chart_color_get (tb_what_if_get_color ((TbArm) GPOINTER_TO_UINT (arm)), adw_style_manager_get_dark (adw_style_manager_get_default ()), &color);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_rectangle (cr, 0, (height - 4) / 2.0, width, 4);
  cairo_fill (cr);
}

static GtkWidget *
new_swatch (TbArm arm)
{
  GtkWidget *swatch = gtk_drawing_area_new ();

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (swatch), 18);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (swatch), draw_swatch, GUINT_TO_POINTER (arm), NULL);
  return swatch;
}

/* Its colour, whether it is shown, and its name. */
static GtkWidget *
new_arm_head (TbWhatIfPanel *self, TbArm arm)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *check = gtk_check_button_new_with_label (_(tb_arm_info (arm)->name));

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), tb_what_if_is_shown (self->what_if, arm));
  gtk_widget_set_hexpand (check, TRUE);
  g_object_set_data (G_OBJECT (check), "arm", GUINT_TO_POINTER (arm));
  g_signal_connect (check, "toggled", G_CALLBACK (on_arm_toggled), self);
  gtk_box_append (GTK_BOX (head), check);
  gtk_box_append (GTK_BOX (head), new_swatch (arm));
  return head;
}

static void
add_arm (TbWhatIfPanel *self, TbArm arm)
{
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_add_css_class (box, "what-if-arm");
  gtk_box_append (GTK_BOX (outer), new_arm_head (self, arm));
  gtk_box_append (GTK_BOX (outer), box);
  self->results[arm] = append_label (GTK_BOX (box), "", "what-if-result");
  self->whys[arm] = append_label (GTK_BOX (box), "", "what-if-source");
  if (arm == TB_ARM_BROKER_TLS)
    append_label (GTK_BOX (box), _("Nobody has published an outbreak in a fleet with mutual TLS: the closed form is all there is to check this arm."), "what-if-source");
  gtk_box_append (self->arms, outer);
}

static void
fill_runs (TbWhatIfPanel *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (n_runs_choices); i++)
    {
      g_autofree char *name = n_runs_choices[i] == 0 ? g_strdup (_("none")) : g_strdup_printf ("%u", n_runs_choices[i]);

      gtk_string_list_append (names, name);
    }
  self->is_filling = TRUE;
  gtk_drop_down_set_model (self->runs, G_LIST_MODEL (names));
  for (guint i = 0; i < G_N_ELEMENTS (n_runs_choices); i++)
    if (n_runs_choices[i] == tb_what_if_get_n_runs (self->what_if))
      gtk_drop_down_set_selected (self->runs, i);
  self->is_filling = FALSE;
}

static void
add_children (TbWhatIfPanel *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (first_terms); i++)
    gtk_box_append (self->numbers, tb_what_if_row_new (self->what_if, first_terms[i]));
  for (guint i = 0; i < G_N_ELEMENTS (more_terms); i++)
    gtk_box_append (self->more, tb_what_if_row_new (self->what_if, more_terms[i]));
  for (guint i = 0; i < TB_N_ARMS; i++)
    add_arm (self, (TbArm) i);
  fill_runs (self);
  self->is_filling = TRUE;
  fill_whose (self);
  self->is_filling = FALSE;
}

/**
 * tb_what_if_panel_new:
 * @what_if: what it shows and changes
 *
 * Returns: (transfer floating): a panel
 */
GtkWidget *
tb_what_if_panel_new (TbWhatIf *what_if)
{
  TbWhatIfPanel *self = g_object_new (TB_TYPE_WHAT_IF_PANEL, NULL);

  self->what_if = g_object_ref (what_if);
  tb_what_if_set_active (what_if, FALSE);
  add_children (self);
  g_signal_connect_object (what_if, "terms-changed", G_CALLBACK (show_terms), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (what_if, "changed", G_CALLBACK (show_curves), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (what_if, "progress", G_CALLBACK (show_progress), self, G_CONNECT_SWAPPED);
  show_terms (self);
  show_curves (self);
  show_progress (self);
  return GTK_WIDGET (self);
}

TbWhatIf *
tb_what_if_panel_get_what_if (TbWhatIfPanel *self)
{
  return self->what_if;
}

static void
tb_what_if_panel_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tb_what_if_panel_parent_class)->map (widget);
  tb_what_if_set_active (TB_WHAT_IF_PANEL (widget)->what_if, TRUE);
}

static void
tb_what_if_panel_unmap (GtkWidget *widget)
{
  tb_what_if_set_active (TB_WHAT_IF_PANEL (widget)->what_if, FALSE);
  GTK_WIDGET_CLASS (tb_what_if_panel_parent_class)->unmap (widget);
}

static void
tb_what_if_panel_dispose (GObject *object)
{
  TbWhatIfPanel *self = TB_WHAT_IF_PANEL (object);
  TbWhatIf *what_if = g_steal_pointer (&self->what_if);

  if (what_if != NULL)
    g_signal_handlers_disconnect_by_data (what_if, self);
  g_clear_pointer (&self->body, gtk_widget_unparent);
  g_clear_object (&what_if);
  G_OBJECT_CLASS (tb_what_if_panel_parent_class)->dispose (object);
}

static void
tb_what_if_panel_class_init (TbWhatIfPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_what_if_panel_dispose;
  widget_class->map = tb_what_if_panel_map;
  widget_class->unmap = tb_what_if_panel_unmap;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-what-if-panel.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, TbWhatIfPanel, body);
  gtk_widget_class_bind_template_child (widget_class, TbWhatIfPanel, whose);
  gtk_widget_class_bind_template_child (widget_class, TbWhatIfPanel, about);
  gtk_widget_class_bind_template_child (widget_class, TbWhatIfPanel, complaint);
  gtk_widget_class_bind_template_child (widget_class, TbWhatIfPanel, numbers);
  gtk_widget_class_bind_template_child (widget_class, TbWhatIfPanel, more);
  gtk_widget_class_bind_template_child (widget_class, TbWhatIfPanel, reset);
  gtk_widget_class_bind_template_child (widget_class, TbWhatIfPanel, apply);
  gtk_widget_class_bind_template_child (widget_class, TbWhatIfPanel, arms);
  gtk_widget_class_bind_template_child (widget_class, TbWhatIfPanel, growth);
  gtk_widget_class_bind_template_child (widget_class, TbWhatIfPanel, label);
  gtk_widget_class_bind_template_child (widget_class, TbWhatIfPanel, runs);
  gtk_widget_class_bind_template_child (widget_class, TbWhatIfPanel, progress_revealer);
  gtk_widget_class_bind_template_child (widget_class, TbWhatIfPanel, progress);
  gtk_widget_class_bind_template_callback (widget_class, on_whose_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_reset);
  gtk_widget_class_bind_template_callback (widget_class, on_apply);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
  gtk_widget_class_bind_template_callback (widget_class, on_runs_chosen);
}

static void
tb_what_if_panel_init (TbWhatIfPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
