/* tb-scenario-reader: see the header. Values are checked here, with words that say what is expected; the structure is the schema's business. */
#include "tb-scenario-reader.h"

#include <string.h>

#include "tb-complaint.h"
#include "tb-firmware-image.h"
#include "tb-scenario.h"
#include "tb-units.h"

#define MAX_MESSAGE_BYTES 1024
#define MAX_LABEL_CHARACTERS 48
#define MIN_CRL_US        TB_US_PER_MINUTE
#define MIN_INTERVAL_US   (100 * TB_US_PER_MS)

gboolean
tb_reader_fail (TbReader *reader, xmlNodePtr node, const char *format, ...)
{
  g_autofree char *where = g_strdup_printf ("%s:%ld", reader->file_name, xmlGetLineNo (node));
  va_list args;

  va_start (args, format);
  tb_complaint_set (reader->error, TB_SCENARIO_ERROR, TB_SCENARIO_ERROR_INVALID, where, format, args);
  va_end (args);
  return FALSE;
}

/* Returns: (transfer full) (nullable): the attribute's value */
char *
tb_reader_dup (xmlNodePtr node, const char *attribute)
{
  xmlChar *raw = xmlGetNoNsProp (node, (const xmlChar *) attribute);
  char *text = raw ? g_strdup ((const char *) raw) : NULL;

  if (raw != NULL)
    xmlFree (raw);
  return text;
}

static char *
group_words (xmlNodePtr node)
{
  g_autofree char *name = tb_reader_dup (node, "name");

  return g_strdup_printf ("%s \"%s\"", (const char *) node->name, name ? name : "");
}

gboolean
tb_reader_duration (TbReader *reader, xmlNodePtr node, const char *attribute, gint64 otherwise_us, gint64 *duration_us)
{
  g_autofree char *text = tb_reader_dup (node, attribute);
  g_autofree char *words = group_words (node);
  g_autoptr (GError) problem = NULL;

  *duration_us = otherwise_us;
  if (text == NULL || tb_units_parse_duration (text, duration_us, &problem))
    return TRUE;
  return tb_reader_fail (reader, node, "%s: %s: %s", words, attribute, problem->message);
}

gboolean
tb_reader_number (TbReader *reader, xmlNodePtr node, const char *attribute, guint64 otherwise, guint64 least, guint64 most, guint64 *number)
{
  g_autofree char *text = tb_reader_dup (node, attribute);
  g_autofree char *words = group_words (node);

  *number = otherwise;
  if (text == NULL || g_ascii_string_to_unsigned (text, 10, least, most, number, NULL))
    return TRUE;
  return tb_reader_fail (reader, node, "%s: %s must be %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT ", got %.40s", words, attribute, least, most, text);
}

gboolean
tb_reader_real (TbReader *reader, xmlNodePtr node, const char *attribute, double otherwise, double *number)
{
  g_autofree char *text = tb_reader_dup (node, attribute);
  g_autofree char *words = group_words (node);
  char *end = text;

  *number = text != NULL ? g_ascii_strtod (text, &end) : otherwise;
  if (text == NULL || (end != text && *end == '\0'))
    return TRUE;
  return tb_reader_fail (reader, node, "%s: %s must be a number, got %.40s", words, attribute, text);
}

/* An attribute that takes one word of a few; the number of that word, or @otherwise. */
gboolean
tb_reader_word (TbReader *reader, xmlNodePtr node, const char *attribute, const char *const *words, guint otherwise, guint *number)
{
  g_autofree char *text = tb_reader_dup (node, attribute);
  g_autofree char *words_of_group = group_words (node);
  g_autofree char *list = g_strjoinv (", ", (char **) words);

  *number = otherwise;
  for (guint i = 0; text != NULL && words[i] != NULL; i++)
    if (strcmp (words[i], text) == 0)
      {
        *number = i;
        return TRUE;
      }
  return text == NULL || tb_reader_fail (reader, node, "%s: %s must be one of %s, got \"%.40s\"", words_of_group, attribute, list, text);
}

typedef struct
{
  const char *element;
  TbRole role;
  const char *icon;
} RoleRow;

static const RoleRow roles[] = {
  { "authority", TB_ROLE_AUTHORITY, "authority" },
  { "broker", TB_ROLE_BROKER, "broker" },
  { "gateway", TB_ROLE_GATEWAY, "gateway" },
  { "devices", TB_ROLE_DEVICE, "sensor" },
  { "eavesdropper", TB_ROLE_EAVESDROPPER, "eavesdropper" },
  { "attacker", TB_ROLE_ATTACKER, "attacker" },
  { "service", TB_ROLE_SERVICE, "service" },
};

static const RoleRow *
find_role (xmlNodePtr node)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (strcmp (roles[i].element, (const char *) node->name) == 0)
      return &roles[i];
  return NULL;
}

static gboolean
read_hardware (TbReader *reader, xmlNodePtr node, TbGroup *group)
{
  g_autofree char *profile_name = tb_reader_dup (node, "profile");
  g_autofree char *link_name = tb_reader_dup (node, "link");
  g_autoptr (GError) problem = NULL;

  if (profile_name != NULL)
    {
      g_autofree char *path = g_strdup_printf ("%s/profiles/%s.profile", reader->data_dir, profile_name);
      TbProfile *profile = tb_profile_load (path, &problem);

      if (profile == NULL)
        return tb_reader_fail (reader, node, "%s \"%s\": profile \"%.40s\" cannot be read: %s", (const char *) node->name, group->name, profile_name, problem->message);
      group->profile = tb_fleet_take_profile (reader->fleet, profile);
    }
  if (link_name != NULL)
    {
      g_autofree char *path = g_strdup_printf ("%s/links/%s.link", reader->data_dir, link_name);
      TbLink *link = tb_link_load (path, &problem);

      if (link == NULL)
        return tb_reader_fail (reader, node, "%s \"%s\": link \"%.40s\" cannot be read: %s", (const char *) node->name, group->name, link_name, problem->message);
      group->link = tb_fleet_take_link (reader->fleet, link);
    }
  return TRUE;
}

/* Another group of one, named in an attribute, declared before. */
static gboolean
read_other (TbReader *reader, xmlNodePtr node, TbGroup *group, const char *attribute, TbRole role, guint32 *object)
{
  g_autofree char *name = tb_reader_dup (node, attribute);
  const char *wanted = NULL;

  *object = TB_NOBODY;
  if (name == NULL)
    return TRUE;
  *object = tb_fleet_find (reader->fleet, name);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (roles[i].role == role)
      wanted = roles[i].element;
  if (*object == TB_NOBODY || tb_fleet_get_role (reader->fleet, *object) != role)
    return tb_reader_fail (reader, node, "%s \"%s\": %s must name the %s declared before, got \"%.40s\"", (const char *) node->name, group->name, attribute, wanted, name);
  return TRUE;
}

static gboolean
add_gateway (TbReader *reader, xmlNodePtr node, TbGroup *group, const char *name)
{
  const TbGroup *gateways = tb_fleet_find_group (reader->fleet, name);
  guint32 first = gateways ? gateways->first : tb_fleet_find (reader->fleet, name);
  guint32 count = gateways ? gateways->count : 1;

  if (first == TB_NOBODY || tb_fleet_get_role (reader->fleet, first) != TB_ROLE_GATEWAY)
    return tb_reader_fail (reader, node, "devices \"%s\": gateways must name gateways declared before, got \"%.40s\"", group->name, name);
  if (group->gateway_first == TB_NOBODY)
    group->gateway_first = first;
  else if (group->gateway_first + group->gateway_count != first)
    return tb_reader_fail (reader, node, "devices \"%s\": gateways must be named in the order they are declared, one after the other; \"%.40s\" is out of line", group->name, name);
  group->gateway_count += count;
  return TRUE;
}

static gboolean
read_gateways (TbReader *reader, xmlNodePtr node, TbGroup *group)
{
  g_autofree char *text = tb_reader_dup (node, "gateways");
  g_auto (GStrv) names = NULL;

  if (text == NULL)
    return TRUE;
  names = g_strsplit_set (text, " \t\n", -1);
  for (guint i = 0; names[i] != NULL; i++)
    if (*names[i] != '\0' && !add_gateway (reader, node, group, names[i]))
      return FALSE;
  return TRUE;
}

/* The chip that the secure element is modelled after knows P-256 only; tokens are for authorities. */
static gboolean
read_key_store (TbReader *reader, xmlNodePtr node, TbGroup *group)
{
  g_autofree char *store = tb_reader_dup (node, "keystore");

  group->key_store = TB_KEY_STORE_FLASH;
  if (store != NULL && (!tb_key_store_kind_from_code (store, &group->key_store) || group->key_store == TB_KEY_STORE_PKCS11))
    return tb_reader_fail (reader, node, "%s \"%s\": keystore must be flash, secure-element or tpm, got \"%.40s\"", (const char *) node->name, group->name, store);
  if (group->key_store == TB_KEY_STORE_SECURE_ELEMENT && group->key_algorithm != TB_KEY_P256)
    return tb_reader_fail (reader, node, "%s \"%s\": a secure-element holds keys of the kind p256 only", (const char *) node->name, group->name);
  return TRUE;
}

static gboolean
read_key (TbReader *reader, xmlNodePtr node, TbGroup *group)
{
  g_autofree char *key = tb_reader_dup (node, "key");

  group->key_algorithm = TB_KEY_P256;
  if (key == NULL || tb_key_algorithm_from_code (key, &group->key_algorithm))
    return read_key_store (reader, node, group);
  return tb_reader_fail (reader, node, "%s \"%s\": key must be p256 or rsa2048, got \"%.40s\"", (const char *) node->name, group->name, key);
}

static gboolean
read_times (TbReader *reader, xmlNodePtr node, TbGroup *group)
{
  g_autofree char *start = tb_reader_dup (node, "start");

  if (g_strcmp0 (start, "never") == 0)
    group->start_us = -1;
  else if (!tb_reader_duration (reader, node, "start", 0, &group->start_us))
    return FALSE;
  if (!tb_reader_duration (reader, node, "spread", 0, &group->spread_us) || !tb_reader_duration (reader, node, "interval", 0, &group->interval_us))
    return FALSE;
  if (group->interval_us != 0 && group->interval_us < MIN_INTERVAL_US)
    return tb_reader_fail (reader, node, "%s \"%s\": interval must be at least 100ms", (const char *) node->name, group->name);
  return TRUE;
}

/* An authority's certificates are named after its label. */
static gboolean
check_label (TbReader *reader, xmlNodePtr node, const TbGroup *group)
{
  gboolean ok = g_utf8_strlen (group->label, -1) <= MAX_LABEL_CHARACTERS;

  for (const char *at = group->label; ok && *at != '\0'; at = g_utf8_next_char (at))
    ok = !g_unichar_iscntrl (g_utf8_get_char (at));
  return ok || tb_reader_fail (reader, node, "%s \"%s\": a label may have %d characters, none of them control characters", (const char *) node->name, group->name,
                               MAX_LABEL_CHARACTERS);
}

static void
read_children (xmlNodePtr node, TbGroup *group)
{
  for (xmlNodePtr child = node->children; child != NULL; child = child->next)
    {
      char **text = NULL;

      if (child->type != XML_ELEMENT_NODE)
        continue;
      if (strcmp ((const char *) child->name, "label") == 0)
        text = &group->label;
      else if (strcmp ((const char *) child->name, "report") == 0)
        text = &group->report;
      if (text == NULL)
        continue;
      g_free (*text);
      *text = tb_xml_dup_text (child);
    }
  if (group->label == NULL || *group->label == '\0')
    {
      g_free (group->label);
      group->label = g_strdup (group->name);
    }
}

static gboolean
read_talk (TbReader *reader, xmlNodePtr node, TbGroup *group)
{
  g_autofree char *clients = tb_reader_dup (node, "clients");
  const char *const texts[] = { group->user, group->password, group->topic, group->report };

  group->demands_certificate = g_strcmp0 (clients, "certificate") == 0;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i] != NULL && strlen (texts[i]) > MAX_MESSAGE_BYTES)
      return tb_reader_fail (reader, node, "%s \"%s\": user, password, topics and reports may have 1024 bytes", (const char *) node->name, group->name);
  if (clients != NULL && !group->demands_certificate && strcmp (clients, "anyone") != 0)
    return tb_reader_fail (reader, node, "broker \"%s\": clients must be certificate or anyone, got \"%.40s\"", group->name, clients);
  if (group->demands_certificate && group->authority == TB_NOBODY)
    return tb_reader_fail (reader, node, "broker \"%s\": clients=\"certificate\" needs an authority to trust; add authority=\"...\"", group->name);
  if (group->interval_us > 0 && group->service == TB_NOBODY)
    return tb_reader_fail (reader, node, "%s \"%s\": interval needs a service to report to; add service=\"...\"", (const char *) node->name, group->name);
  if (group->service != TB_NOBODY && group->topic == NULL)
    group->topic = g_strdup ("{name}");
  return TRUE;
}

/* What an authority tells of revoked certificates, and what a broker makes of it. */
static gboolean
read_revocation (TbReader *reader, xmlNodePtr node, TbGroup *group)
{
  static const char *const checks[] = { "none", "crl", "ocsp", "delta", NULL }, *const unknown[] = { "refuse", "accept", NULL }, *const yes_no[] = { "no", "yes", NULL };
  static const char *const deeds[] = { "nothing", "disconnect", "drop-tickets", "both", NULL };
  guint check, accepts, resumes;

  if (!tb_reader_duration (reader, node, "crl", 0, &group->crl_interval_us)
      || !tb_reader_duration (reader, node, "delta-interval", 0, &group->delta_interval_us) || !tb_reader_duration (reader, node, "ocsp", 0, &group->ocsp_validity_us)
      || !tb_reader_word (reader, node, "revocation", checks, TB_CHECK_NONE, &check) || !tb_reader_word (reader, node, "on-unknown", unknown, FALSE, &accepts)
      || !tb_reader_word (reader, node, "resumption", yes_no, FALSE, &resumes) || !tb_reader_word (reader, node, "on-revocation", deeds, 0, &group->on_revocation))
    return FALSE;
  group->revocation = (TbRevocationCheck) check;
  group->accepts_unknown = accepts != 0;
  group->resumption = resumes != 0;
  if ((group->crl_interval_us != 0 && group->crl_interval_us < MIN_CRL_US) || (group->ocsp_validity_us != 0 && group->ocsp_validity_us < TB_US_PER_SECOND))
    return tb_reader_fail (reader, node, "%s \"%s\": crl must be at least a minute, ocsp at least a second", (const char *) node->name, group->name);
  if (group->delta_interval_us != 0 && (group->delta_interval_us < MIN_CRL_US || group->delta_interval_us >= group->crl_interval_us))
    return tb_reader_fail (reader, node, "%s \"%s\": delta-interval must be at least a minute and shorter than crl, the time between full lists",
                           (const char *) node->name, group->name);
  return TRUE;
}

/* A broker says whether it staples, whoever talks to it whether it wants that. */
static gboolean
read_staple (TbReader *reader, xmlNodePtr node, TbGroup *group)
{
  static const char *const deeds[] = { "no", "yes", "must", NULL }, *const policies[] = { "none", "check", "require", NULL };
  gboolean is_broker = group->role == TB_ROLE_BROKER;
  guint word;

  if (!tb_reader_word (reader, node, "staple", is_broker ? deeds : policies, 0, &word))
    return FALSE;
  group->staples = is_broker && word >= 1;
  group->must_staple = is_broker && word == 2;
  if (is_broker || word == TB_STAPLE_NONE)
    return TRUE;
  if (group->revocation != TB_CHECK_NONE)
    return tb_reader_fail (reader, node, "%s \"%s\": either revocation or staple says what it goes by, not both", (const char *) node->name, group->name);
  group->revocation = TB_CHECK_STAPLE;
  group->accepts_unknown = word == TB_STAPLE_CHECK;
  return TRUE;
}

/* What devices run when they are new, and whether they ask anything before they install something else. */
static gboolean
read_firmware (TbReader *reader, xmlNodePtr node, TbGroup *group)
{
  static const char *const habits[] = { "verified", "unverified", NULL };
  guint64 version;
  guint habit;

  if (!tb_reader_word (reader, node, "firmware", habits, 0, &habit) || !tb_reader_number (reader, node, "firmware-version", 1, 1, TB_FIRMWARE_MAX_VERSION, &version))
    return FALSE;
  group->installs_anything = habit == 1;
  group->firmware_version = group->role == TB_ROLE_DEVICE || group->role == TB_ROLE_GATEWAY ? (guint) version : 0;
  return TRUE;
}

/* Whose lists and answers it goes by: a broker by its own authority's, a device by those of its broker's. */
static const TbGroup *
find_publisher (TbReader *reader, const TbGroup *group)
{
  guint32 broker = group->role == TB_ROLE_BROKER ? group->first : group->service;
  const TbGroup *asked = broker != TB_NOBODY ? tb_fleet_group_of (reader->fleet, broker) : NULL;

  return asked != NULL && asked->authority != TB_NOBODY ? tb_fleet_group_of (reader->fleet, asked->authority) : NULL;
}

static gboolean
check_lists (TbReader *reader, xmlNodePtr node, const TbGroup *group)
{
  const char *element = (const char *) node->name;
  const TbGroup *authority = find_publisher (reader, group);

  if (authority == NULL && group->revocation != TB_CHECK_NONE && group->revocation != TB_CHECK_STAPLE)
    return tb_reader_fail (reader, node, "%s \"%s\": revocation needs a broker with an authority", element, group->name);
  if (group->revocation == TB_CHECK_CRL && authority->crl_interval_us == 0)
    return tb_reader_fail (reader, node, "%s \"%s\": revocation=\"crl\" needs an authority that publishes; add crl=\"...\" there", element, group->name);
  if (group->revocation == TB_CHECK_DELTA && authority->delta_interval_us == 0)
    return tb_reader_fail (reader, node, "%s \"%s\": revocation=\"delta\" needs an authority that publishes what has changed; add delta-interval=\"...\" there",
                           element, group->name);
  if (group->revocation == TB_CHECK_OCSP && authority->ocsp_validity_us == 0)
    return tb_reader_fail (reader, node, "%s \"%s\": revocation=\"ocsp\" needs an authority with a responder; add ocsp=\"...\" there", element, group->name);
  return TRUE;
}

static gboolean
check_revocation (TbReader *reader, xmlNodePtr node, const TbGroup *group)
{
  const TbGroup *authority = tb_fleet_group_of (reader->fleet, group->authority);

  if (group->role == TB_ROLE_BROKER && group->revocation != TB_CHECK_NONE && !group->demands_certificate)
    return tb_reader_fail (reader, node, "broker \"%s\": revocation needs clients=\"certificate\"", group->name);
  if (group->resumption && group->authority == TB_NOBODY)
    return tb_reader_fail (reader, node, "broker \"%s\": resumption needs TLS; add authority=\"...\"", group->name);
  if (group->staples && (authority == NULL || authority->ocsp_validity_us == 0))
    return tb_reader_fail (reader, node, "broker \"%s\": staple needs an authority with a responder; add ocsp=\"...\" there", group->name);
  return check_lists (reader, node, group);
}

/* Who is not on the owner's list waits for somebody who lets it in. */
static gboolean
read_inventory (TbReader *reader, xmlNodePtr node, TbGroup *group)
{
  static const char *const yes_no[] = { "no", "yes", NULL };
  guint is_listed;

  if (!tb_reader_word (reader, node, "inventory", yes_no, TRUE, &is_listed))
    return FALSE;
  group->is_inventoried = is_listed != 0;
  group->waits_for_order |= !group->is_inventoried;
  return TRUE;
}

static gboolean
read_group (TbReader *reader, xmlNodePtr node, TbGroup *group)
{
  if (!read_hardware (reader, node, group) || !read_revocation (reader, node, group) || !read_staple (reader, node, group) || !read_firmware (reader, node, group)
      || !read_key (reader, node, group) || !read_times (reader, node, group) || !tb_reader_read_doors (reader, node, group)
      || !tb_reader_read_capacity (reader, node, group) || !tb_reader_read_campaign (reader, node, group))
    return FALSE;
  if (!read_other (reader, node, group, "authority", TB_ROLE_AUTHORITY, &group->authority)
      || !tb_reader_read_policy (reader, node, group) || !read_inventory (reader, node, group)
      || !read_other (reader, node, group, "service", TB_ROLE_BROKER, &group->service)
      || !read_other (reader, node, group, "watches", TB_ROLE_GATEWAY, &group->watches) || !read_gateways (reader, node, group))
    return FALSE;
  group->user = tb_reader_dup (node, "user");
  group->password = tb_reader_dup (node, "password");
  group->topic = tb_reader_dup (node, group->role == TB_ROLE_BROKER ? "topics" : "topic");
  group->icon = tb_reader_dup (node, "icon");
  if (group->icon == NULL)
    group->icon = g_strdup (find_role (node)->icon);
  read_children (node, group);
  return check_label (reader, node, group) && read_talk (reader, node, group) && check_revocation (reader, node, group);
}

/* Adds what @node declares; elements that declare nobody are left alone. */
gboolean
tb_reader_add_group (TbReader *reader, xmlNodePtr node)
{
  const RoleRow *row = find_role (node);
  g_autofree char *name = tb_reader_dup (node, "name");
  guint64 count;
  TbGroup *group;

  if (row == NULL)
    return TRUE;
  if (name == NULL)
    return tb_reader_fail (reader, node, "%s: a name is expected", row->element);
  if (!tb_reader_number (reader, node, "count", 1, 1, 1000000, &count))
    return FALSE;
  if (tb_fleet_get_n_groups (reader->fleet) == TB_FLEET_MAX_GROUPS || count > TB_FLEET_MAX_OBJECTS - tb_fleet_get_n_objects (reader->fleet))
    return tb_reader_fail (reader, node, "%s \"%.40s\": there may be %d objects in %d groups", row->element, name, TB_FLEET_MAX_OBJECTS, TB_FLEET_MAX_GROUPS);
  group = tb_fleet_add_group (reader->fleet, name, row->role, (guint32) count);
  if (group == NULL)
    return tb_reader_fail (reader, node, "%s: the name \"%.40s\" is taken, or one that follows from it", row->element, name);
  return read_group (reader, node, group);
}
