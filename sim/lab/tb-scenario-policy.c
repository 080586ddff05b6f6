/* tb-scenario-policy: what a scenario says of how devices come by their certificates. What a policy has and what that may be, tb-enrol-policy knows. */
#include "tb-scenario-reader.h"
#include "tb-units.h"

#define MAX_PER_SECOND 1000000

static gboolean
read_fields (TbReader *reader, xmlNodePtr node, const char *name, TbEnrolPolicy *policy)
{
  for (guint i = 0; i < tb_enrol_policy_get_n_fields (); i++)
    {
      const char *key = tb_enrol_policy_get_field (i)->key;
      g_autofree char *text = tb_reader_dup (node, key);
      g_autoptr (GError) problem = NULL;

      if (text != NULL && !tb_enrol_policy_set (policy, key, text, &problem))
        return tb_reader_fail (reader, node, "%s \"%.40s\": %s", (const char *) node->name, name, problem->message);
    }
  return TRUE;
}

/* `<policy>`: declared before the groups that go by it. */
gboolean
tb_reader_add_policy (TbReader *reader, xmlNodePtr node)
{
  g_autofree char *name = tb_reader_dup (node, "name");
  g_autoptr (GError) problem = NULL;
  TbEnrolPolicy policy;

  if (name == NULL || g_hash_table_contains (reader->policies, name))
    return tb_reader_fail (reader, node, "policy: a name is expected that no other policy has");
  tb_enrol_policy_init (&policy);
  if (!read_fields (reader, node, name, &policy))
    return FALSE;
  if (!tb_enrol_policy_check (&policy, &problem))
    return tb_reader_fail (reader, node, "policy \"%.40s\": %s", name, problem->message);
  g_hash_table_insert (reader->policies, g_steal_pointer (&name), g_memdup2 (&policy, sizeof policy));
  return TRUE;
}

static gboolean
read_power (TbReader *reader, xmlNodePtr node, TbGroup *group)
{
  g_autofree char *clock = tb_reader_dup (node, "clock");

  if (!tb_reader_duration (reader, node, "sleep", 0, &group->sleep_us) || !tb_reader_duration (reader, node, "awake", 0, &group->wake_us))
    return FALSE;
  group->has_no_battery = g_strcmp0 (clock, "1970") == 0;
  if ((group->sleep_us > 0) == (group->wake_us > 0))
    return TRUE;
  return tb_reader_fail (reader, node, "%s \"%s\": who sleeps is awake in between; give both sleep=\"...\" and awake=\"...\"", (const char *) node->name, group->name);
}

/* Whose the first key is, and when a device asks for a certificate. */
static gboolean
read_first_key (TbReader *reader, xmlNodePtr node, TbGroup *group)
{
  static const char *const yes_no[] = { "yes", "no", NULL }, *const moments[] = { "at-once", "ordered", NULL };
  guint own, moment;

  if (!tb_reader_word (reader, node, "own-key", yes_no, 0, &own) || !tb_reader_word (reader, node, "enrol", moments, 0, &moment))
    return FALSE;
  group->shares_key = own == 1;
  group->waits_for_order = moment == 1;
  return TRUE;
}

/* A stranger among the authorities, whom nobody trusts to begin with. */
static gboolean
read_rogue (TbReader *reader, xmlNodePtr node, TbGroup *group)
{
  static const char *const yes_no[] = { "no", "yes", NULL };
  guint word;

  if (!tb_reader_word (reader, node, "rogue", yes_no, 0, &word))
    return FALSE;
  group->is_rogue = word == 1;
  return TRUE;
}

static gboolean
read_capacity (TbReader *reader, xmlNodePtr node, TbGroup *group)
{
  return tb_reader_number (reader, node, "serves", 0, 1, MAX_PER_SECOND, &group->serves) && tb_reader_number (reader, node, "quota", 0, 1, G_MAXUINT32, &group->quota)
         && tb_reader_duration (reader, node, "quota-window", TB_US_PER_HOUR, &group->quota_window_us)
         && tb_reader_duration (reader, node, "intermediate-lifetime", 0, &group->intermediate_lifetime_us);
}

/* A group goes by a policy, by what is usual, or by either with a lifetime of its own. */
gboolean
tb_reader_read_policy (TbReader *reader, xmlNodePtr node, TbGroup *group)
{
  g_autofree char *name = tb_reader_dup (node, "policy"), *lifetime = tb_reader_dup (node, "lifetime");
  const TbEnrolPolicy *policy = name != NULL ? g_hash_table_lookup (reader->policies, name) : NULL;
  g_autoptr (GError) problem = NULL;

  if (!read_power (reader, node, group) || !read_first_key (reader, node, group) || !read_capacity (reader, node, group) || !read_rogue (reader, node, group))
    return FALSE;
  if (name != NULL && policy == NULL)
    return tb_reader_fail (reader, node, "%s \"%s\": policy must name a policy declared before, got \"%.40s\"", (const char *) node->name, group->name, name);
  if (policy != NULL)
    group->policy = *policy;
  if ((lifetime == NULL || tb_enrol_policy_set (&group->policy, "lifetime", lifetime, &problem))
      && (group->role == TB_ROLE_AUTHORITY || tb_group_check_policy (group, &group->policy, &problem)))
    return TRUE;
  return tb_reader_fail (reader, node, "%s \"%s\": %s", (const char *) node->name, group->name, problem->message);
}
