/* Each rule refuses what it is there for, and nothing else does. A row of the table is a path of root, authority and leaf with something changed. */
#include "path-fixture.h"

typedef struct
{
  const char *fact;
  const char *authority;         /* extensions; NULL for AUTHORITY_EXTENSIONS, likewise LEAF_EXTENSIONS */
  const char *leaf;
  const char *reason;
  const char *code;
  TbPurpose purpose;
  const char *host;
} Row;

#define CA "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n"
#define EE "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
#define UNDER(constraints) CA "nameConstraints=critical," constraints

static const Row rows[] = {
  /* own rules */
  { "unknown-critical-extension", NULL, EE "1.3.6.1.4.1.55738.1=critical,DER:0500", "malformed", "critical-extension" },
  { "unknown-extension-that-is-not-critical", NULL, EE "1.3.6.1.4.1.55738.1=DER:0500", "", "" },
  { "extension-twice", NULL, EE "keyUsage=digitalSignature", "malformed", "duplicate-extension" },
  { "ill-formed-alternative-names", NULL, EE "subjectAltName=DER:0101FF", "malformed", "extension-encoding" },
  { "no-alternative-name", NULL, EE "subjectAltName=DER:3000", "malformed", "alternative-names-empty" },
  { "underscore-in-dns-name", NULL, EE "subjectAltName=DNS:front_door.house", "malformed", "alternative-name-form" },
  { "leading-period-in-dns-name", NULL, EE "subjectAltName=DNS:.house", "malformed", "alternative-name-form" },
  { "part-of-a-label-as-wildcard", NULL, EE "subjectAltName=DNS:l*.house.lab", "malformed", "alternative-name-form" },
  { "address-of-five-octets", NULL, EE "subjectAltName=DER:300787050102030405", "malformed", "alternative-name-form" },
  { "mailbox-with-two-ats", NULL, EE "subjectAltName=email:a@b@house", "malformed", "alternative-name-form" },
  { "no-extended-purpose", NULL, EE "extendedKeyUsage=DER:3000", "malformed", "extended-key-usage-list" },
  { "no-key-usage-bit", NULL, "keyUsage=DER:030100", "malformed", "key-usage-bits" },
  { "sign-bit-without-authority", NULL, "basicConstraints=critical,CA:FALSE\nkeyUsage=keyCertSign", "malformed", "authority-bits" },
  { "path-length-without-sign-bit", "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=cRLSign", NULL, "malformed", "authority-bits" },
  { "critical-information-access", NULL, EE "authorityInfoAccess=critical,caIssuers;URI:http://house.lab/ca", "malformed", "never-critical" },
  { "constraints-of-no-authority", NULL, EE "nameConstraints=critical,permitted;DNS:house", "malformed", "authority-extension" },
  { "policy-twice", NULL, EE "certificatePolicies=DER:300E300506032A0304300506032A0304", "malformed", "policy-twice" },
  { "empty-policy-constraints", CA "policyConstraints=critical,DER:3000", NULL, "malformed", "policy-constraints-empty" },
  /* authorities */
  { "authority-without-basic-constraints", "keyUsage=critical,digitalSignature", NULL, "not-an-authority", "basic-constraints" },
  { "authority-without-sign-bit", "basicConstraints=critical,CA:TRUE\nkeyUsage=cRLSign", NULL, "not-an-authority", "key-usage-sign" },
  { "authority-without-key-usage", "basicConstraints=critical,CA:TRUE", NULL, "", "" },
  { "intermediate-with-constraints-not-critical", "basicConstraints=CA:TRUE\nkeyUsage=critical,keyCertSign", NULL, "", "" },
  { "path-length-zero-above-a-leaf", CA "basicConstraints=critical,CA:TRUE,pathlen:0", NULL, "malformed", "duplicate-extension" },
  { "path-length-zero-is-enough-for-a-leaf", "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign", NULL, "", "" },
  /* purposes */
  { "server-for-a-server", NULL, NULL, "", "", TB_PURPOSE_TLS_SERVER },
  { "client-only-for-a-server", NULL, EE "extendedKeyUsage=clientAuth", "wrong-purpose", "extended-key-usage", TB_PURPOSE_TLS_SERVER },
  { "client-only-for-anything", NULL, EE "extendedKeyUsage=clientAuth", "", "" },
  { "no-purpose-is-any", NULL, EE, "", "", TB_PURPOSE_TLS_CLIENT },
  { "any-purpose-is-refused-by-openssl", NULL, EE "extendedKeyUsage=anyExtendedKeyUsage", "wrong-purpose", "openssl", TB_PURPOSE_TLS_SERVER },
  { "authority-for-clients-only", CA "extendedKeyUsage=clientAuth", NULL, "wrong-purpose", "extended-key-usage-nesting", TB_PURPOSE_TLS_SERVER },
  { "authority-for-servers", CA "extendedKeyUsage=serverAuth", NULL, "", "", TB_PURPOSE_TLS_SERVER },
  { "key-for-signing-lists-only", NULL, "keyUsage=cRLSign", "wrong-purpose", "key-usage", TB_PURPOSE_TLS_SERVER },
  /* names */
  { "wildcard-for-one-label", NULL, EE "subjectAltName=DNS:*.house.lab", "", "", TB_PURPOSE_ANY, "lock.house.lab" },
  { "wildcard-not-for-two-labels", NULL, EE "subjectAltName=DNS:*.house.lab", "wrong-host", "host", TB_PURPOSE_ANY, "a.lock.house.lab" },
  { "name-in-other-letters", NULL, EE "subjectAltName=DNS:LOCK.house", "", "", TB_PURPOSE_ANY, "lock.HOUSE" },
  { "common-name-is-no-host", NULL, EE, "wrong-host", "host", TB_PURPOSE_ANY, "lock-01" },
  { "address-is-no-dns-name", NULL, EE "subjectAltName=IP:192.0.2.1", "wrong-host", "host", TB_PURPOSE_ANY, "192.0.2.1" },
  /* name constraints */
  { "dns-permitted", UNDER ("permitted;DNS:house"), NULL, "", "" },
  { "dns-not-permitted", UNDER ("permitted;DNS:garden"), NULL, "name-constraint", "name-constraints" },
  { "dns-label-boundary", UNDER ("permitted;DNS:ouse"), NULL, "name-constraint", "name-constraints" },
  { "dns-excluded", UNDER ("excluded;DNS:lock.house"), NULL, "name-constraint", "name-constraints" },
  { "dns-excluded-above-permitted", UNDER ("permitted;DNS:house,excluded;DNS:lock.house"), NULL, "name-constraint", "name-constraints" },
  { "dns-wildcard-over-an-excluded-name", UNDER ("excluded;DNS:a.house.lab"), EE "subjectAltName=DNS:*.house.lab", "name-constraint", "name-constraints" },
  { "dns-wildcard-over-a-permitted-name", UNDER ("permitted;DNS:a.house.lab"), EE "subjectAltName=DNS:*.house.lab", "name-constraint",
    "name-constraints" },
  { "dns-wildcard-within", UNDER ("permitted;DNS:house.lab"), EE "subjectAltName=DNS:*.house.lab", "", "" },
  { "constraint-with-leading-period", UNDER ("permitted;DNS:.house"), NULL, "malformed", "constraint-form" },
  { "constraint-not-critical", CA "nameConstraints=permitted;DNS:house", NULL, "malformed", "must-be-critical" },
  { "other-form-is-free", UNDER ("permitted;IP:192.0.2.0/255.255.255.0"), NULL, "", "" },
  { "address-permitted", UNDER ("permitted;IP:192.0.2.0/255.255.255.0"), EE "subjectAltName=IP:192.0.2.7", "", "" },
  { "address-not-permitted", UNDER ("permitted;IP:192.0.2.0/255.255.255.0"), EE "subjectAltName=IP:192.0.3.7", "name-constraint", "name-constraints" },
  { "address-of-another-family", UNDER ("permitted;IP:192.0.2.0/255.255.255.0"), EE "subjectAltName=IP:::1", "name-constraint", "name-constraints" },
  { "address-with-holes-in-its-mask", UNDER ("permitted;IP:192.0.2.0/255.0.255.0"), EE "subjectAltName=IP:192.0.2.7", "malformed", "constraint-form" },
  { "mailbox-permitted-by-host", UNDER ("permitted;email:house.lab"), EE "subjectAltName=email:a@house.lab", "", "" },
  { "mailbox-below-the-host", UNDER ("permitted;email:house.lab"), EE "subjectAltName=email:a@b.house.lab", "name-constraint", "name-constraints" },
  { "mailbox-below-the-domain", UNDER ("permitted;email:.house.lab"), EE "subjectAltName=email:a@b.house.lab", "", "" },
  { "mailbox-itself", UNDER ("permitted;email:a@house.lab"), EE "subjectAltName=email:a@HOUSE.lab", "", "" },
  { "mailbox-of-another", UNDER ("permitted;email:a@house.lab"), EE "subjectAltName=email:b@house.lab", "name-constraint", "name-constraints" },
  { "uri-permitted", UNDER ("permitted;URI:.house.lab"), EE "subjectAltName=URI:https://a.house.lab/x", "", "" },
  { "uri-not-permitted", UNDER ("permitted;URI:.house.lab"), EE "subjectAltName=URI:https://house.lab/x", "name-constraint", "name-constraints" },
  { "uri-without-a-host", UNDER ("permitted;URI:house.lab"), EE "subjectAltName=URI:urn:house:lab", "name-constraint", "name-constraints" },
  { "other-name-excluded", UNDER ("excluded;otherName:1.2.3.4;UTF8:b"), EE "subjectAltName=otherName:1.2.3.4;UTF8:a", "name-constraint",
    "name-constraints" },
  { "other-name-of-another-kind", UNDER ("excluded;otherName:1.2.3.4;UTF8:b"), EE "subjectAltName=otherName:1.2.3.5;UTF8:a", "", "" },
};

static void
row_holds (gconstpointer data)
{
  static const PathSpec root = { "House Root" };
  const Row *row = data;
  const PathSpec authority = { "House Devices", "House Root", .extensions = row->authority };
  const PathSpec leaf = { "lock-01", "House Devices", .extensions = row->leaf != NULL ? row->leaf : LEAF_EXTENSIONS };
  g_auto (PathCase) c = { 0 };

  path_case_init (&c, &leaf);
  path_trust (&c, &root);
  path_pass_along (&c, &authority);
  c.terms.purpose = row->purpose;
  c.terms.host = row->host;
  path_assert_rule (&c, row->reason, row->code);
}

/* --- what is no change of extensions --- */

static const PathSpec root = { "House Root" };
static const PathSpec authority = { "House Devices", "House Root" };

static void
assert_leaf (const PathSpec *leaf, const char *reason, const char *code)
{
  g_auto (PathCase) c = { 0 };

  path_case_init (&c, leaf);
  path_trust (&c, &root);
  path_pass_along (&c, &authority);
  path_assert_rule (&c, reason, code);
}

static void
names_must_be_there (void)
{
  assert_leaf (&(PathSpec) { "", "House Devices", .key = "a", .extensions = EE "subjectAltName=critical,DNS:lock.house" }, "", "");
  assert_leaf (&(PathSpec) { "", "House Devices", .key = "a", .extensions = EE "subjectAltName=DNS:lock.house" }, "malformed", "subject-name");
  assert_leaf (&(PathSpec) { "", "House Devices", .key = "a", .extensions = EE }, "malformed", "subject-name");
}

static void
keys_must_be_identified (void)
{
  assert_leaf (&(PathSpec) { "lock-01", "House Devices", .extensions = EE, .bare = TRUE }, "malformed", "authority-key-identifier");
}

static void
serial_numbers_are_positive (void)
{
  assert_leaf (&(PathSpec) { "lock-01", "House Devices", .extensions = EE, .serial = -1 }, "malformed", "serial-number");
  assert_leaf (&(PathSpec) { "lock-01", "House Devices", .extensions = EE, .serial = G_MAXINT64 }, "", "");
}

static void
authority_may_be_asked_for (void)
{
  static const PathSpec leaf = { "lock-01", "House Devices", .extensions = LEAF_EXTENSIONS }, below = { "House Locks", "House Devices" };
  const PathSpec *each[] = { &below, &leaf };

  for (guint i = 0; i < G_N_ELEMENTS (each); i++)
    {
      g_auto (PathCase) c = { 0 };

      path_case_init (&c, each[i]);
      path_trust (&c, &root);
      path_pass_along (&c, &authority);
      c.terms.authority_wanted = TRUE;
      path_assert_rule (&c, i == 0 ? "" : "wrong-purpose", i == 0 ? "" : "authority-wanted");
    }
}

static void
self_issued_authorities_do_not_count (void)
{
  static const PathSpec top = { "Top", .extensions = "basicConstraints=critical,CA:TRUE,pathlen:1\nkeyUsage=critical,keyCertSign" };
  static const PathSpec one = { "House Devices", "Top" }, again = { "House Devices", "House Devices", .key = "next", .issuer_key = "House Devices" };
  static const PathSpec two = { "More", "House Devices", .issuer_key = "next" };
  static const PathSpec lock = { "lock-01", "House Devices", .issuer_key = "next", .extensions = EE }, far = { "lock-02", "More", .extensions = EE };
  g_auto (PathCase) c = { 0 }, d = { 0 };

  path_case_init (&c, &lock);
  path_trust (&c, &top);
  path_pass_along (&c, &one);
  path_pass_along (&c, &again);
  c.terms.max_intermediates = 1;
  path_assert (&c, "");
  c.terms.max_intermediates = 0;
  path_assert_rule (&c, "not-an-authority", "max-depth");
  path_case_init (&d, &far);
  path_trust (&d, &top);
  path_pass_along (&d, &one);
  path_pass_along (&d, &again);
  path_pass_along (&d, &two);
  path_assert_rule (&d, "not-an-authority", "path-length");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/rules/", rows[i].fact, NULL);

      g_test_add_data_func (path, &rows[i], row_holds);
    }
#define FACT(name) g_test_add_func ("/rules/" #name, name)
  FACT (names_must_be_there);
  FACT (keys_must_be_identified);
  FACT (serial_numbers_are_positive);
  FACT (authority_may_be_asked_for);
  FACT (self_issued_authorities_do_not_count);
  return g_test_run ();
}
