/* tb-plan: see the header. The schema is asked first, so that the reader can rely on the structure; what it cannot say is said here: lessons are there, and the parts of
 * a session take no longer than it is. */
#include "tb-plan.h"

#include <string.h>

#include "tb-complaint.h"
#include "tb-xml.h"

struct _TbPlan
{
  char *path;
  char *id;
  char *title;
  char *summary;
  GPtrArray *goals;
  GPtrArray *before;
  GPtrArray *sessions;
};

G_DEFINE_QUARK (tb-plan-error-quark, tb_plan_error)

static void
free_part (gpointer data)
{
  TbPlanPart *part = data;

  g_free (part->lesson);
  g_free (part->title);
  g_free (part->text);
  g_free (part);
}

static void
free_session (gpointer data)
{
  TbPlanSession *session = data;

  g_free (session->title);
  g_ptr_array_unref (session->parts);
  g_free (session);
}

/**
 * tb_plan_free:
 * @plan: (transfer full): a plan
 */
void
tb_plan_free (TbPlan *plan)
{
  GPtrArray *lists[] = { plan->goals, plan->before, plan->sessions };
  char *texts[] = { plan->path, plan->id, plan->title, plan->summary };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_ptr_array_unref (lists[i]);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_free (plan);
}

static gboolean fail (TbPlan *plan, xmlNodePtr node, GError **error, const char *format, ...) G_GNUC_PRINTF (4, 5);

static gboolean
fail (TbPlan *plan, xmlNodePtr node, GError **error, const char *format, ...)
{
  g_autofree char *where = g_strdup_printf ("%s:%ld", plan->path, xmlGetLineNo (node));
  va_list args;

  va_start (args, format);
  tb_complaint_set (error, TB_PLAN_ERROR, TB_PLAN_ERROR_INVALID, where, format, args);
  va_end (args);
  return FALSE;
}

static gboolean
is_called (xmlNodePtr node, const char *name)
{
  return node->type == XML_ELEMENT_NODE && strcmp ((const char *) node->name, name) == 0;
}

static char *
dup_attribute (xmlNodePtr node, const char *name)
{
  xmlChar *raw = xmlGetNoNsProp (node, (const xmlChar *) name);
  char *text = g_strdup ((const char *) raw);

  if (raw != NULL)
    xmlFree (raw);
  return text;
}

static guint
get_minutes (xmlNodePtr node)
{
  g_autofree char *text = dup_attribute (node, "minutes");

  return (guint) g_ascii_strtoull (text, NULL, 10);
}

/* The text of the first child element of that name, or nothing. */
static char *
dup_child (xmlNodePtr node, const char *name)
{
  for (xmlNodePtr child = node->children; child != NULL; child = child->next)
    if (is_called (child, name))
      return tb_xml_dup_text (child);
  return NULL;
}

static void
read_texts (xmlNodePtr node, GPtrArray *texts)
{
  for (xmlNodePtr child = node->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE)
      g_ptr_array_add (texts, tb_xml_dup_text (child));
}

static gboolean
read_part (TbPlan *plan, xmlNodePtr node, TbPlanSession *session, GError **error)
{
  TbPlanPart *part = g_new0 (TbPlanPart, 1);
  g_autoptr (TbLesson) lesson = NULL;
  g_autoptr (GError) problem = NULL;

  g_ptr_array_add (session->parts, part);
  part->minutes = get_minutes (node);
  part->lesson = dup_attribute (node, "lesson");
  part->title = dup_child (node, "title");
  part->text = dup_child (node, "text");
  if (part->lesson == NULL)
    return TRUE;
  lesson = tb_lesson_load (part->lesson, &problem);
  if (lesson == NULL)
    return fail (plan, node, error, "part: %s", problem->message);
  return part->minutes >= tb_lesson_get_minutes (lesson)
         || fail (plan, node, error, "part: the lesson \"%s\" takes %u minutes, and here are %u", part->lesson, tb_lesson_get_minutes (lesson), part->minutes);
}

static gboolean
read_session (TbPlan *plan, xmlNodePtr node, GError **error)
{
  TbPlanSession *session = g_new0 (TbPlanSession, 1);
  guint sum = 0;

  session->parts = g_ptr_array_new_with_free_func (free_part);
  g_ptr_array_add (plan->sessions, session);
  session->minutes = get_minutes (node);
  session->title = dup_child (node, "title");
  for (xmlNodePtr child = node->children; child != NULL; child = child->next)
    {
      if (!is_called (child, "part"))
        continue;
      if (!read_part (plan, child, session, error))
        return FALSE;
      sum += get_minutes (child);
    }
  return sum <= session->minutes || fail (plan, node, error, "session: its parts take %u minutes, and it has %u", sum, session->minutes);
}

static gboolean
read_root (TbPlan *plan, xmlNodePtr root, GError **error)
{
  plan->id = dup_attribute (root, "id");
  plan->title = dup_child (root, "title");
  plan->summary = dup_child (root, "summary");
  for (xmlNodePtr node = root->children; node != NULL; node = node->next)
    {
      if (is_called (node, "goals") || is_called (node, "before"))
        read_texts (node, is_called (node, "goals") ? plan->goals : plan->before);
      else if (is_called (node, "session") && !read_session (plan, node, error))
        return FALSE;
    }
  return TRUE;
}

static char *
get_folder (void)
{
  g_autofree char *data_dir = tb_scenario_find_data_dir ();

  return g_build_filename (data_dir, "lessons", "plans", NULL);
}

static char *
find_path (const char *name_or_path)
{
  g_autofree char *folder = get_folder (), *file = g_strconcat (name_or_path, ".xml", NULL);

  if (strchr (name_or_path, G_DIR_SEPARATOR) != NULL || g_str_has_suffix (name_or_path, ".xml"))
    return g_strdup (name_or_path);
  return g_build_filename (folder, file, NULL);
}

/**
 * tb_plan_load:
 * @name_or_path: a file, or the id of a plan that comes with the program
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the plan, or %NULL with a sentence that names file and line
 */
TbPlan *
tb_plan_load (const char *name_or_path, GError **error)
{
  g_autofree char *data_dir = tb_scenario_find_data_dir (), *schema = g_build_filename (data_dir, "schemas", "plan.rng", NULL), *text = NULL;
  g_autoptr (TbPlan) plan = g_new0 (TbPlan, 1);
  g_autoptr (xmlDoc) document = NULL;
  gsize length;

  plan->path = find_path (name_or_path);
  plan->goals = g_ptr_array_new_with_free_func (g_free);
  plan->before = g_ptr_array_new_with_free_func (g_free);
  plan->sessions = g_ptr_array_new_with_free_func (free_session);
  if (!g_file_get_contents (plan->path, &text, &length, NULL))
    {
      g_set_error (error, TB_PLAN_ERROR, TB_PLAN_ERROR_NOT_FOUND, "there is no plan \"%.80s\"; trustbed-cli lesson plan lists those that there are", name_or_path);
      return NULL;
    }
  document = tb_xml_read (text, length, plan->path, error);
  if (document == NULL || !tb_xml_validate (document, schema, plan->path, error) || !read_root (plan, xmlDocGetRootElement (document), error))
    return NULL;
  return g_steal_pointer (&plan);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * tb_plan_list:
 *
 * Returns: (transfer full): ids of the plans that come with the program, sorted
 */
GStrv
tb_plan_list (void)
{
  g_autofree char *folder = get_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *ids = g_ptr_array_new ();
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".xml"))
      g_ptr_array_add (ids, g_strndup (name, strlen (name) - strlen (".xml")));
  g_ptr_array_sort (ids, compare_names);
  g_ptr_array_add (ids, NULL);
  return (GStrv) g_ptr_array_free (ids, FALSE);
}

/* Plain getters; what they return is the plan's. */
const char *tb_plan_get_id (TbPlan *plan) { return plan->id; }
const char *tb_plan_get_title (TbPlan *plan) { return plan->title; }
const char *tb_plan_get_summary (TbPlan *plan) { return plan->summary; }
GPtrArray *tb_plan_get_goals (TbPlan *plan) { return plan->goals; }
GPtrArray *tb_plan_get_before (TbPlan *plan) { return plan->before; }
GPtrArray *tb_plan_get_sessions (TbPlan *plan) { return plan->sessions; }
