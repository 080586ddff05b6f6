/* tb-fleet: see the header. Everything about an object follows from its group, found by a binary search over few groups. */
#include "tb-fleet-private.h"

#include <string.h>

static void
group_free (gpointer data)
{
  TbGroup *group = data;

  g_free (group->name);
  g_free (group->label);
  g_free (group->icon);
  g_free (group->user);
  g_free (group->password);
  g_free (group->topic);
  g_free (group->report);
  g_free (group);
}

static void
network_clear (gpointer data)
{
  g_free (((TbNetwork *) data)->name);
}

/**
 * tb_fleet_new:
 *
 * Returns: (transfer full): a fleet with nobody in it
 */
TbFleet *
tb_fleet_new (void)
{
  TbFleet *fleet = g_new0 (TbFleet, 1);

  g_atomic_ref_count_init (&fleet->refs);
  fleet->groups = g_ptr_array_new_with_free_func (group_free);
  fleet->profiles = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_profile_free);
  fleet->links = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_link_free);
  fleet->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  fleet->networks = g_array_new (FALSE, FALSE, sizeof (TbNetwork));
  g_array_set_clear_func (fleet->networks, network_clear);
  tb_fleet_add_network (fleet, "internet", 1, 1);
  return fleet;
}

/**
 * tb_fleet_ref:
 * @fleet: a fleet
 *
 * Returns: (transfer full): @fleet
 */
TbFleet *
tb_fleet_ref (TbFleet *fleet)
{
  g_atomic_ref_count_inc (&fleet->refs);
  return fleet;
}

/**
 * tb_fleet_unref:
 * @fleet: (transfer full): a fleet
 *
 * Drops a reference; the last one frees it.
 */
void
tb_fleet_unref (TbFleet *fleet)
{
  if (!g_atomic_ref_count_dec (&fleet->refs))
    return;
  g_hash_table_unref (fleet->by_name);
  g_ptr_array_unref (fleet->groups);
  g_ptr_array_unref (fleet->profiles);
  g_ptr_array_unref (fleet->links);
  g_array_unref (fleet->networks);
  g_free (fleet);
}

/* Two digits at least, and as many as the largest number of the group has. */
static int
name_width (const TbGroup *group)
{
  int width = 2;

  for (guint32 n = group->count; n >= 100; n /= 10)
    width++;
  return width;
}

/* The object that a group calls @name, which has a number at its end, or TB_NOBODY. */
static guint32
find_in_group (const TbGroup *group, const char *name)
{
  gsize stem = strlen (group->name);
  const char *digits = name + stem + 1;
  guint64 number;

  if (group->count == 1 || strncmp (name, group->name, stem) != 0 || name[stem] != '-')
    return TB_NOBODY;
  if (strspn (digits, "0123456789") != (gsize) name_width (group) || digits[name_width (group)] != '\0')
    return TB_NOBODY;
  number = g_ascii_strtoull (digits, NULL, 10);
  return number >= 1 && number <= group->count ? group->first + (guint32) number - 1 : TB_NOBODY;
}

/* Whether one of the objects of @group would be called like another group, or a new group like an object that is there. */
static gboolean
names_clash (TbFleet *fleet, const TbGroup *group)
{
  for (guint i = 0; i < fleet->groups->len; i++)
    {
      const TbGroup *other = g_ptr_array_index (fleet->groups, i);

      if (find_in_group (group, other->name) != TB_NOBODY || find_in_group (other, group->name) != TB_NOBODY)
        return TRUE;
    }
  return g_hash_table_contains (fleet->by_name, group->name);
}

/**
 * tb_fleet_add_group:
 * @fleet: a fleet that nobody else uses yet
 * @name: stem of the names; neither it nor what follows from it may be taken
 * @role: what they are
 * @count: how many, at least 1; all groups together at most %TB_FLEET_MAX_OBJECTS in at most %TB_FLEET_MAX_GROUPS groups
 *
 * Adds a group for the caller to fill in.
 *
 * Returns: (transfer none) (nullable): the group, %NULL when a name is taken or there is no room
 */
TbGroup *
tb_fleet_add_group (TbFleet *fleet, const char *name, TbRole role, guint32 count)
{
  const TbGroup wanted = { .name = (char *) name, .first = fleet->n_objects + 1, .count = count };
  TbGroup *group;

  if (count < 1 || count > TB_FLEET_MAX_OBJECTS - fleet->n_objects || fleet->groups->len == TB_FLEET_MAX_GROUPS || names_clash (fleet, &wanted))
    return NULL;
  group = g_new0 (TbGroup, 1);
  group->name = g_strdup (name);
  group->role = role;
  group->first = fleet->n_objects + 1;
  group->count = count;
  group->start_us = -1;
  group->is_inventoried = TRUE;
  tb_enrol_policy_init (&group->policy);
  if (role == TB_ROLE_BROKER)   /* which has come from no factory: whoever runs it vouches for it */
    group->policy.first = TB_FIRST_SECRET;
  fleet->n_objects += count;
  g_ptr_array_add (fleet->groups, group);
  g_hash_table_insert (fleet->by_name, group->name, group);
  return group;
}

/**
 * tb_fleet_take_profile:
 * @fleet: a fleet
 * @profile: (transfer full): a profile
 *
 * Returns: (transfer none): @profile, or the one of the same id that is there already
 */
const TbProfile *
tb_fleet_take_profile (TbFleet *fleet, TbProfile *profile)
{
  for (guint i = 0; i < fleet->profiles->len; i++)
    {
      TbProfile *known = fleet->profiles->pdata[i];

      if (strcmp (known->id, profile->id) == 0)
        {
          tb_profile_free (profile);
          return known;
        }
    }
  g_ptr_array_add (fleet->profiles, profile);
  return profile;
}

/**
 * tb_fleet_take_link:
 * @fleet: a fleet
 * @link: (transfer full): a link
 *
 * Returns: (transfer none): @link, or the one of the same id that is there already
 */
const TbLink *
tb_fleet_take_link (TbFleet *fleet, TbLink *link)
{
  for (guint i = 0; i < fleet->links->len; i++)
    {
      TbLink *known = fleet->links->pdata[i];

      if (strcmp (known->id, link->id) == 0)
        {
          tb_link_free (link);
          return known;
        }
    }
  g_ptr_array_add (fleet->links, link);
  return link;
}

/**
 * tb_fleet_get_n_objects:
 * @fleet: a fleet
 *
 * Returns: how many objects there are; they are numbered from 1
 */
guint32
tb_fleet_get_n_objects (TbFleet *fleet)
{
  return fleet->n_objects;
}

/**
 * tb_fleet_get_n_groups:
 * @fleet: a fleet
 *
 * Returns: how many groups there are
 */
guint
tb_fleet_get_n_groups (TbFleet *fleet)
{
  return fleet->groups->len;
}

/**
 * tb_fleet_get_group:
 * @fleet: a fleet
 * @group: less than [func@fleet_get_n_groups]
 *
 * Returns: (transfer none): the group
 */
const TbGroup *
tb_fleet_get_group (TbFleet *fleet, guint group)
{
  return g_ptr_array_index (fleet->groups, group);
}

/**
 * tb_fleet_group_of:
 * @fleet: a fleet
 * @object: an object, or %TB_NOBODY
 *
 * Returns: (transfer none) (nullable): its group, %NULL for a number that is no object
 */
const TbGroup *
tb_fleet_group_of (TbFleet *fleet, guint32 object)
{
  guint low = 0, high = fleet->groups->len;

  if (object < 1 || object > fleet->n_objects)
    return NULL;
  while (high - low > 1)
    {
      guint middle = (low + high) / 2;
      const TbGroup *group = g_ptr_array_index (fleet->groups, middle);

      if (group->first <= object)
        low = middle;
      else
        high = middle;
    }
  return g_ptr_array_index (fleet->groups, low);
}

/**
 * tb_fleet_get_role:
 * @fleet: a fleet
 * @object: an object
 *
 * Returns: what it is
 */
TbRole
tb_fleet_get_role (TbFleet *fleet, guint32 object)
{
  return tb_fleet_group_of (fleet, object)->role;
}

/* Many are made where many are named, so by hand. */
static char *
dup_numbered (const TbGroup *group, guint32 number)
{
  gsize stem = strlen (group->name), length = stem + 1 + (gsize) name_width (group);
  char *name = g_malloc (length + 1);

  memcpy (name, group->name, stem);
  name[stem] = '-';
  name[length] = '\0';
  for (gsize i = length; i > stem + 1; number /= 10)
    name[--i] = (char) ('0' + number % 10);
  return name;
}

/**
 * tb_fleet_dup_name:
 * @fleet: a fleet
 * @object: an object
 *
 * Returns: (transfer full): its name, such as `lock-03`; "" for %TB_NOBODY
 */
char *
tb_fleet_dup_name (TbFleet *fleet, guint32 object)
{
  const TbGroup *group = tb_fleet_group_of (fleet, object);

  if (group == NULL)
    return g_strdup ("");
  if (group->count == 1)
    return g_strdup (group->name);
  return dup_numbered (group, object - group->first + 1);
}

/**
 * tb_fleet_find:
 * @fleet: a fleet
 * @name: such as `lock-03`
 *
 * Returns: the object called so, or %TB_NOBODY
 */
guint32
tb_fleet_find (TbFleet *fleet, const char *name)
{
  const char *dash = strrchr (name, '-');
  g_autofree char *stem = dash != NULL ? g_strndup (name, (gsize) (dash - name)) : NULL;
  const TbGroup *group = stem != NULL ? g_hash_table_lookup (fleet->by_name, stem) : NULL;
  guint32 found = group != NULL ? find_in_group (group, name) : TB_NOBODY;

  if (found != TB_NOBODY)
    return found;
  group = g_hash_table_lookup (fleet->by_name, name);
  return group != NULL && group->count == 1 ? group->first : TB_NOBODY;
}

/**
 * tb_fleet_find_group:
 * @fleet: a fleet
 * @name: stem of a group's names
 *
 * Returns: (transfer none) (nullable): the group
 */
const TbGroup *
tb_fleet_find_group (TbFleet *fleet, const char *name)
{
  return g_hash_table_lookup (fleet->by_name, name);
}

/**
 * tb_fleet_get_gateway:
 * @fleet: a fleet
 * @object: an object
 *
 * Returns: the gateway it is behind, or %TB_NOBODY
 */
guint32
tb_fleet_get_gateway (TbFleet *fleet, guint32 object)
{
  const TbGroup *group = tb_fleet_group_of (fleet, object);

  if (group == NULL || group->gateway_first == TB_NOBODY)
    return TB_NOBODY;
  return group->gateway_first + (object - group->first) % group->gateway_count;
}

/**
 * tb_fleet_get_service:
 * @fleet: a fleet
 * @object: an object
 *
 * Returns: the broker it reports to, or %TB_NOBODY
 */
guint32
tb_fleet_get_service (TbFleet *fleet, guint32 object)
{
  const TbGroup *group = tb_fleet_group_of (fleet, object);

  return group ? group->service : TB_NOBODY;
}

/**
 * tb_fleet_dup_topic:
 * @fleet: a fleet
 * @object: an object
 *
 * Returns: (transfer full) (nullable): the MQTT topic of its reports
 */
char *
tb_fleet_dup_topic (TbFleet *fleet, guint32 object)
{
  const TbGroup *group = tb_fleet_group_of (fleet, object);
  g_autofree char *name = tb_fleet_dup_name (fleet, object);
  g_autoptr (GString) topic = NULL;

  if (group == NULL || group->topic == NULL)
    return NULL;
  topic = g_string_new (group->topic);
  g_string_replace (topic, "{name}", name, 1);
  return g_string_free (g_steal_pointer (&topic), FALSE);
}
