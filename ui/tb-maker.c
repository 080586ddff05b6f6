/* tb-maker: see the header. Rows come from two tables here and those of the trials; one word of the command each. */
#include "tb-maker.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-maker-line.h"
#include "tb-trial.h"

typedef enum { GROUP_SPOKEN, GROUP_COURSE, GROUP_WRONG, GROUP_PATH, N_GROUPS } Group;

#define NO_KIND TB_TRIAL_N_KINDS

/* Words of which one is chosen; @usual is what is so when nothing is said. */
typedef struct
{
  const char *name;
  const char *title;
  Group group;
  TbTrialKind kind;
  const char *usual;
  const char *otherwise;   /* title of saying nothing, NULL where a row of the table is what is usual */
} Choice;

static const Choice choices[] = {
  { "tls", N_("Version"), GROUP_SPOKEN, TB_TRIAL_VERSION, "1.3", NULL },
  { "kex", N_("Key agreement"), GROUP_SPOKEN, TB_TRIAL_EXCHANGE, "p256", NULL },
  { "key", N_("Keys of certificates"), GROUP_SPOKEN, TB_TRIAL_KEY, "", N_("As usual") },
  { "staple", N_("Stapled status"), GROUP_COURSE, NO_KIND, "", N_("None") },
  { "staple-policy", N_("Client on staples"), GROUP_COURSE, NO_KIND, "", N_("As usual") },
  { "fail", N_("Fails because of"), GROUP_WRONG, TB_TRIAL_FAILURE, "", N_("Nothing") },
  { "at", N_("Whose fault"), GROUP_WRONG, NO_KIND, "", NULL },
  { "attack", N_("On the path"), GROUP_PATH, TB_TRIAL_ATTACK, "", N_("Nobody") },
};

/* Values of words without a table of their own. */
static const struct { const char *name, *value, *title; } values[] = {
  { "staple", "good", N_("Good") }, { "staple", "revoked", N_("Revoked") }, { "staple", "stale", N_("Stale") },
  { "staple-policy", "none", N_("Does not ask") }, { "staple-policy", "check", N_("Checks one that comes") }, { "staple-policy", "require", N_("Insists on one") },
  { "at", "server", N_("The server's") }, { "at", "client", N_("The client's") },
};

static const struct { const char *name, *title, *summary; Group group; } flags[] = {
  { "mutual", N_("Both prove themselves"), N_("The server demands a certificate of the client too."), GROUP_COURSE },
  { "resume", N_("Resumed"), N_("By the ticket of an earlier handshake."), GROUP_COURSE },
  { "retry", N_("Asked again"), N_("The client's first key share is of no use to the server."), GROUP_COURSE },
  { "must-staple", N_("Must staple"), N_("The server's certificate says that it always staples its status."), GROUP_COURSE },
  { "data", N_("Data"), N_("A telegram each way follows."), GROUP_COURSE },
  { "key-update", N_("Key update"), N_("Both go on to their next keys."), GROUP_COURSE },
  { "close", N_("Close"), N_("Both say that they are done."), GROUP_COURSE },
  { "pin", N_("Pinned"), N_("The client knows the key of its authority."), GROUP_PATH },
  { "scsv", N_("Tells of a fallback"), N_("A client that tries an older version says so."), GROUP_PATH },
  { "careless", N_("Careless"), N_("The client looks at no certificate at all."), GROUP_PATH },
  { "constrain", N_("Name constraints"), N_("An authority is kept within its own names."), GROUP_PATH },
};

struct _TbMaker
{
  AdwWindow parent_instance;

  /* template */
  AdwEntryRow *device;
  AdwPreferencesGroup *groups[N_GROUPS];
  GtkLabel *line;
  GtkLabel *fault;
  GtkWidget *make;

  TbFleet *fleet;                                     /* owned */
  AdwComboRow *choices[G_N_ELEMENTS (choices)];       /* of the template's groups */
  GPtrArray *codes[G_N_ELEMENTS (choices)];           /* owned: static texts, a value for each position */
  GtkSwitch *flags[G_N_ELEMENTS (flags)];
};

static guint made;

G_DEFINE_FINAL_TYPE (TbMaker, tb_maker, ADW_TYPE_WINDOW)

static const char *
chosen_code (TbMaker *self, guint choice)
{
  guint position = adw_combo_row_get_selected (self->choices[choice]);

  if (!gtk_widget_get_visible (GTK_WIDGET (self->choices[choice])) || position >= self->codes[choice]->len)
    return "";
  return g_ptr_array_index (self->codes[choice], position);
}

static guint
find_choice (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (strcmp (choices[i].name, name) == 0)
      return i;
  return G_MAXUINT;
}

/* What was chosen, as words; as many as there are rows. */
static guint
gather (TbMaker *self, TbMakerWord *words)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      const char *code = chosen_code (self, i);

      words[n++] = (TbMakerWord) { choices[i].name, strcmp (code, choices[i].usual) == 0 ? "" : code };
    }
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    words[n++] = (TbMakerWord) { flags[i].name, gtk_switch_get_active (self->flags[i]) ? "yes" : "" };
  return n;
}

#define N_WORDS (G_N_ELEMENTS (choices) + G_N_ELEMENTS (flags))

static char *
find_fault (TbMaker *self, const TbMakerWord *words, guint n_words)
{
  const char *device = gtk_editable_get_text (GTK_EDITABLE (self->device));
  guint32 object = tb_fleet_find (self->fleet, device);
  TbRole role = object != TB_NOBODY ? tb_fleet_get_role (self->fleet, object) : TB_ROLE_EAVESDROPPER;

  if (*device == '\0')
    return g_strdup (_("Say which device makes the handshake."));
  if (object == TB_NOBODY)
    return g_strdup_printf (_("Nobody here is called “%s”."), device);
  if (role != TB_ROLE_DEVICE && role != TB_ROLE_GATEWAY)
    return g_strdup_printf (_("%s is no device; name a device or a gateway."), device);
  if (g_str_has_prefix (chosen_code (self, find_choice ("tls")), "dtls"))
    return g_strdup (_("Devices of a run speak TLS; “trustbed-cli handshake” makes handshakes of DTLS."));
  return tb_maker_line_find_fault (words, n_words);
}

/* Under a choice stands what it means. */
static void
show_summaries (TbMaker *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      const char *code = chosen_code (self, i);
      const TbTrialChoice *choice = choices[i].kind != NO_KIND && *code != '\0' ? tb_trial_find_choice (choices[i].kind, code) : NULL;

      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->choices[i]), choice ? _(choice->summary) : "");
    }
}

/* Whose fault it is can be asked only where it may be either's. */
static void
show_whose (TbMaker *self)
{
  const char *failure = chosen_code (self, find_choice ("fail"));
  gboolean either = *failure != '\0' && tb_trial_can_be_at (failure, TB_SIDE_CLIENT) && tb_trial_can_be_at (failure, TB_SIDE_SERVER);

  gtk_widget_set_visible (GTK_WIDGET (self->choices[find_choice ("at")]), either);
}

static void
show_all (TbMaker *self)
{
  TbMakerWord words[N_WORDS];
  g_autofree char *fault = NULL;
  g_autofree char *line = NULL;
  guint n_words;

  if (self->flags[G_N_ELEMENTS (flags) - 1] == NULL || self->fleet == NULL)
    return;
  show_whose (self);
  show_summaries (self);
  n_words = gather (self, words);
  line = tb_maker_line_new (gtk_editable_get_text (GTK_EDITABLE (self->device)), words, n_words);
  fault = find_fault (self, words, n_words);
  gtk_label_set_text (self->line, line);
  gtk_label_set_text (self->fault, fault ? fault : "");
  gtk_widget_set_visible (GTK_WIDGET (self->fault), fault != NULL);
  gtk_widget_set_sensitive (self->make, fault == NULL);
}

static void
add_code (GtkStringList *titles, GPtrArray *codes, const char *title, const char *code)
{
  gtk_string_list_append (titles, _(title));
  g_ptr_array_add (codes, (gpointer) code);
}

static void
fill_codes (const Choice *choice, GtkStringList *titles, GPtrArray *codes)
{
  guint n = 0;
  const TbTrialChoice *rows = choice->kind != NO_KIND ? tb_trial_get_choices (choice->kind, &n) : NULL;

  if (choice->otherwise != NULL)
    add_code (titles, codes, choice->otherwise, "");
  for (guint i = 0; i < n; i++)
    if (choice->kind != TB_TRIAL_EXCHANGE || tb_trial_has_exchange (rows[i].code))
      add_code (titles, codes, rows[i].title, rows[i].code);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (strcmp (values[i].name, choice->name) == 0)
      add_code (titles, codes, values[i].title, values[i].value);
}

static void
add_choice (TbMaker *self, guint i)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  GtkWidget *row = adw_combo_row_new ();

  self->codes[i] = g_ptr_array_new ();
  fill_codes (&choices[i], titles, self->codes[i]);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(choices[i].title));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (titles));
  self->choices[i] = ADW_COMBO_ROW (row);
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (show_all), self);
  adw_preferences_group_add (self->groups[choices[i].group], row);
}

static void
add_flag (TbMaker *self, guint i)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(flags[i].title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(flags[i].summary));
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, _(flags[i].title), -1);
  self->flags[i] = GTK_SWITCH (toggle);
  g_signal_connect_swapped (toggle, "notify::active", G_CALLBACK (show_all), self);
  adw_preferences_group_add (self->groups[flags[i].group], row);
}

static void
on_make (GtkButton *button, TbMaker *self)
{
  g_autofree char *line = tb_maker_dup_line (self);

  g_signal_emit (self, made, 0, line);
  gtk_window_close (GTK_WINDOW (self));
}

static void
tb_maker_finalize (GObject *object)
{
  TbMaker *self = TB_MAKER (object);

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    g_ptr_array_unref (self->codes[i]);
  g_clear_pointer (&self->fleet, tb_fleet_unref);
  G_OBJECT_CLASS (tb_maker_parent_class)->finalize (object);
}

static void
tb_maker_class_init (TbMakerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const char *const names[N_GROUPS] = { "spoken", "course", "wrong", "path" };

  G_OBJECT_CLASS (klass)->finalize = tb_maker_finalize;
  made = g_signal_new ("made", TB_TYPE_MAKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-maker.ui");
  gtk_widget_class_bind_template_child (widget_class, TbMaker, device);
  gtk_widget_class_bind_template_child (widget_class, TbMaker, line);
  gtk_widget_class_bind_template_child (widget_class, TbMaker, fault);
  gtk_widget_class_bind_template_child (widget_class, TbMaker, make);
  for (guint i = 0; i < N_GROUPS; i++)
    gtk_widget_class_bind_template_child_full (widget_class, names[i], FALSE, (gssize) (G_STRUCT_OFFSET (TbMaker, groups) + i * sizeof (gpointer)));
  gtk_widget_class_bind_template_callback (widget_class, on_make);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tb_maker_init (TbMaker *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    add_choice (self, i);
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    add_flag (self, i);
  g_signal_connect_swapped (self->device, "changed", G_CALLBACK (show_all), self);
}

/**
 * tb_maker_new:
 * @fleet: who is there
 * @device: who shall make the handshake, "" to be asked
 *
 * Returns: (transfer floating): the window, with everything as usual
 */
GtkWidget *
tb_maker_new (TbFleet *fleet, const char *device)
{
  TbMaker *self = g_object_new (TB_TYPE_MAKER, NULL);

  self->fleet = tb_fleet_ref (fleet);
  gtk_editable_set_text (GTK_EDITABLE (self->device), device);
  show_all (self);
  gtk_widget_grab_focus (*device != '\0' ? self->make : GTK_WIDGET (self->device));
  return GTK_WIDGET (self);
}

/**
 * tb_maker_dup_line:
 * @self: a maker
 *
 * Returns: (transfer full): the command that makes what is chosen
 */
char *
tb_maker_dup_line (TbMaker *self)
{
  return g_strdup (gtk_label_get_text (self->line));
}

/**
 * tb_maker_choose:
 * @self: a maker
 * @name: a word of the command
 * @value: what it shall say
 *
 * Returns: whether there is such a choice
 */
gboolean
tb_maker_choose (TbMaker *self, const char *name, const char *value)
{
  guint choice = find_choice (name);

  for (guint i = 0; choice != G_MAXUINT && i < self->codes[choice]->len; i++)
    if (strcmp (g_ptr_array_index (self->codes[choice], i), value) == 0)
      {
        adw_combo_row_set_selected (self->choices[choice], i);
        return TRUE;
      }
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    if (strcmp (flags[i].name, name) == 0)
      {
        gtk_switch_set_active (self->flags[i], strcmp (value, "yes") == 0);
        return TRUE;
      }
  return FALSE;
}
