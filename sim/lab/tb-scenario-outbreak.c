/* tb-scenario-outbreak: what a scenario says of networks, doors, services and the attacker. Ranges of the attacker's numbers are checked where outbreaks
 * are. */
#include <string.h>

#include "tb-campaign.h"
#include "tb-scenario-reader.h"
#include "tb-units.h"

#define BITS_PER_KBIT 1000
#define MAX_KBPS      ((guint64) 1 << 40)

/* `<network>`: declared before the devices in it. */
gboolean
tb_reader_add_network (TbReader *reader, xmlNodePtr node)
{
  g_autofree char *name = tb_reader_dup (node, "name");
  double inbound, outbound;

  if (name == NULL)
    return tb_reader_fail (reader, node, "network: a name is expected");
  if (!tb_reader_real (reader, node, "inbound", 1, &inbound) || !tb_reader_real (reader, node, "outbound", 1, &outbound))
    return FALSE;
  if (!(inbound >= 0 && inbound <= 1 && outbound >= 0 && outbound <= 1))
    return tb_reader_fail (reader, node, "network \"%.40s\": inbound and outbound must be 0 to 1", name);
  if (!tb_fleet_add_network (reader->fleet, name, inbound, outbound))
    return tb_reader_fail (reader, node, "network \"%.40s\": there may be %d networks of different names, the internet included", name, TB_SURFACE_MAX_SEGMENTS);
  return TRUE;
}

static gboolean
read_network (TbReader *reader, xmlNodePtr node, TbGroup *group)
{
  g_autofree char *name = tb_reader_dup (node, "network");
  guint network = 0;

  if (name != NULL && !tb_fleet_find_network (reader->fleet, name, &network))
    return tb_reader_fail (reader, node, "%s \"%s\": network must name a network declared before, got \"%.40s\"", (const char *) node->name, group->name, name);
  group->surface.segment = (guint8) network;
  return TRUE;
}

/* Where one could get into devices of a group. A device that says nothing has every door closed. */
gboolean
tb_reader_read_doors (TbReader *reader, xmlNodePtr node, TbGroup *group)
{
  static const char *const doors[] = { "closed", "open", NULL }, *const credentials[] = { "factory", "unique", "none", NULL };
  static const char *const managements[] = { "open", "mutual-tls", "off", NULL }, *const egresses[] = { "free", "filtered", NULL };
  guint telnet, credential, management, egress;
  guint64 mended;

  if (!tb_reader_word (reader, node, "telnet", doors, FALSE, &telnet) || !tb_reader_word (reader, node, "credential", credentials, TB_CREDENTIAL_UNIQUE, &credential)
      || !tb_reader_word (reader, node, "management", managements, TB_MANAGEMENT_OFF, &management)
      || !tb_reader_word (reader, node, "egress", egresses, FALSE, &egress)
      || !tb_reader_number (reader, node, "mended-in", 0, 1, G_MAXUINT16, &mended) || !read_network (reader, node, group))
    return FALSE;
  group->mended_version = (guint) mended;
  group->surface.telnet_open = telnet != 0;
  group->surface.credential = (guint8) credential;
  group->surface.management = (guint8) management;
  group->surface.is_patched = mended == 0 || group->firmware_version >= mended;
  group->surface.egress_limited = egress != 0;
  return TRUE;
}

static gboolean
read_needs (TbReader *reader, xmlNodePtr node, TbGroup *group)
{
  g_autofree char *text = tb_reader_dup (node, "needs");
  g_auto (GStrv) names = text != NULL ? g_strsplit_set (text, " \t\n", -1) : NULL;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      guint32 other = tb_fleet_find (reader->fleet, names[i]);
      TbRole role = other != TB_NOBODY ? tb_fleet_get_role (reader->fleet, other) : TB_ROLE_DEVICE;

      if (*names[i] == '\0')
        continue;
      if (other == group->first || (role != TB_ROLE_SERVICE && role != TB_ROLE_BROKER) || group->capacity.n_needs == TB_FLEET_MAX_NEEDS)
        return tb_reader_fail (reader, node, "%s \"%s\": needs must name up to %d services or brokers declared before, got \"%.40s\"", (const char *) node->name,
                               group->name, TB_FLEET_MAX_NEEDS, names[i]);
      group->capacity.needs[group->capacity.n_needs++] = other;
    }
  return TRUE;
}

/* What a service bears, and whom it asks itself. */
gboolean
tb_reader_read_capacity (TbReader *reader, xmlNodePtr node, TbGroup *group)
{
  guint64 capacity, honest;

  if (!tb_reader_number (reader, node, "capacity-kbps", 0, 1, MAX_KBPS, &capacity) || !tb_reader_number (reader, node, "honest-kbps", 0, 0, MAX_KBPS, &honest)
      || !tb_reader_duration (reader, node, "answer", 20 * TB_US_PER_MS, &group->capacity.answer_us) || !read_needs (reader, node, group))
    return FALSE;
  group->capacity.bits_per_s = capacity * BITS_PER_KBIT;
  group->capacity.honest_bps = honest * BITS_PER_KBIT;
  if (honest > capacity)
    return tb_reader_fail (reader, node, "%s \"%s\": honest-kbps must be at most capacity-kbps, %" G_GUINT64_FORMAT, (const char *) node->name, group->name, capacity);
  return TRUE;
}

/* "K/L": so many passwords of a list of so many at a try. */
static gboolean
read_credentials (TbReader *reader, xmlNodePtr node, TbCampaign *campaign)
{
  g_autofree char *text = tb_reader_dup (node, "credentials");
  g_auto (GStrv) parts = text != NULL ? g_strsplit (text, "/", 2) : NULL;
  guint64 tries, pairs;

  if (text == NULL)
    return tb_reader_real (reader, node, "hit-probability", campaign->hit_probability, &campaign->hit_probability);
  if (g_strv_length (parts) != 2 || !g_ascii_string_to_unsigned (parts[1], 10, 1, 1000000, &pairs, NULL)
      || !g_ascii_string_to_unsigned (parts[0], 10, 1, pairs, &tries, NULL))
    return tb_reader_fail (reader, node, "attacker: credentials must be K/L, as in 10/62: K passwords at a try of a list of L; got \"%.40s\"", text);
  campaign->hit_probability = tb_outbreak_credential_chance ((guint) tries, (guint) pairs);
  return TRUE;
}

/* "every 3d" as a rate. */
static gboolean
read_rate (TbReader *reader, xmlNodePtr node, const char *attribute, double *per_s)
{
  gint64 every_us;

  if (!tb_reader_duration (reader, node, attribute, 0, &every_us))
    return FALSE;
  *per_s = every_us > 0 ? (double) TB_US_PER_SECOND / (double) every_us : 0;
  return TRUE;
}

static gboolean
read_numbers (TbReader *reader, xmlNodePtr node, TbCampaign *campaign)
{
  guint64 list, kbps;
  gint64 load_us;

  if (!tb_reader_number (reader, node, "addresses", campaign->addresses, 1, TB_OUTBREAK_MAX_ADDRESSES, &campaign->addresses)
      || !tb_reader_real (reader, node, "scan-rate", campaign->scan_rate, &campaign->scan_rate)
      || !tb_reader_number (reader, node, "list", 0, 0, TB_FLEET_MAX_OBJECTS, &list)
      || !tb_reader_real (reader, node, "list-rate", campaign->list_rate, &campaign->list_rate)
      || !tb_reader_number (reader, node, "flood-kbps", campaign->uplink_bps / BITS_PER_KBIT, 1, MAX_KBPS, &kbps)
      || !tb_reader_duration (reader, node, "time-to-infect", 0, &load_us)
      || !tb_reader_duration (reader, node, "count-every", TB_US_PER_SECOND, &campaign->count_every_us))
    return FALSE;
  campaign->list = (guint32) list;
  campaign->uplink_bps = kbps * BITS_PER_KBIT;
  campaign->load_s = (double) load_us / TB_US_PER_SECOND;
  if (campaign->count_every_us < TB_US_PER_SECOND)
    return tb_reader_fail (reader, node, "attacker: count-every must be at least a second");
  return TRUE;
}

/* There is one attacker at most; what he does is checked when everybody is known. */
gboolean
tb_reader_read_campaign (TbReader *reader, xmlNodePtr node, TbGroup *group)
{
  static const char *const vectors[] = { "telnet", "firmware", "any", NULL }, *const attempts[] = { "each", "counted", NULL };
  guint vector, counted;

  if (group->role != TB_ROLE_ATTACKER)
    return TRUE;
  tb_campaign_init (&group->campaign);
  if (group->count != 1 || tb_fleet_get_attacker (reader->fleet) != group->first)
    return tb_reader_fail (reader, node, "attacker \"%s\": there may be one attacker", group->name);
  if (!tb_reader_word (reader, node, "vector", vectors, TB_VECTOR_TELNET, &vector) || !tb_reader_word (reader, node, "attempts", attempts, FALSE, &counted)
      || !read_credentials (reader, node, &group->campaign) || !read_numbers (reader, node, &group->campaign)
      || !read_rate (reader, node, "reboot-every", &group->campaign.reboot_rate) || !read_rate (reader, node, "clean-every", &group->campaign.cleanup_rate))
    return FALSE;
  group->campaign.vector = (TbVector) vector;
  group->campaign.counted = counted != 0;
  return TRUE;
}

/* As many as the state has room for can go dark. */
static gboolean
check_services (TbReader *reader, xmlNodePtr root)
{
  guint n = 0;

  for (guint i = 0; i < tb_fleet_get_n_groups (reader->fleet); i++)
    {
      const TbCapacity *capacity = &tb_fleet_get_group (reader->fleet, i)->capacity;

      n += capacity->bits_per_s > 0 || capacity->n_needs > 0;
    }
  return n <= TB_STATE_MAX_SIEGES || tb_reader_fail (reader, root, "there may be %d services and brokers with capacity-kbps or needs, got %u", TB_STATE_MAX_SIEGES, n);
}

/* When everybody is known: whether the attacker's numbers make sense among them. */
gboolean
tb_reader_check_campaign (TbReader *reader, xmlNodePtr root)
{
  guint32 attacker = tb_fleet_get_attacker (reader->fleet);
  g_autoptr (GError) problem = NULL;
  xmlNodePtr node = root->children;

  if (!check_services (reader, root))
    return FALSE;
  while (node != NULL && strcmp ((const char *) node->name, "attacker") != 0)
    node = node->next;
  if (attacker == TB_NOBODY || tb_campaign_check (&tb_fleet_group_of (reader->fleet, attacker)->campaign, reader->fleet, &problem))
    return TRUE;
  return tb_reader_fail (reader, node, "attacker: %s", problem->message);
}
