/* tb-factory: the identity that a device has from its maker (IEEE 802.1AR: IDevID), made when it is first needed.
 *
 * One maker for all of a run; authorities that admit devices with such an identity trust its root, and nothing else does. It also says whose its devices are
 * (vouchers), and another one makes key stores, which give evidence of the keys made in them. */
#include "tb-enrolment-private.h"

/* What kind of module they are, under the enterprise number that is set aside for examples (RFC 5612). */
#define HARDWARE_TYPE     "1.3.6.1.4.1.32473.1"

/* In force since long before the run, and for ever, as identities from factories are (99991231235959Z). */
#define MAKER_AGE_US      (3650 * TB_US_PER_DAY)
#define MAKER_LIFETIME_US (75000 * TB_US_PER_DAY)
#define FOR_EVER_US       ((gint64) 253402300799 * TB_US_PER_SECOND)

static TbAuthority *
make_root (TbWorld *world, const char *name, const char *draw)
{
  gint64 begin_us = (world->start_unix_us - MAKER_AGE_US) / TB_US_PER_SECOND * TB_US_PER_SECOND;
  TbAuthority *root;
  GError *error = NULL;
  TbStream stream;

  tb_stream_init (&stream, world->seed, draw);
  root = tb_authority_new_root (world->crypto, name, TB_KEY_P256, begin_us, begin_us + MAKER_LIFETIME_US, &stream, &error);
  if (root == NULL)
    tb_world_fail (world, "making a maker", error);
  return root;
}

/* Returns: (transfer none): the maker; a run without the means to make one has failed, and gets %NULL */
TbAuthority *
tb_factory_get_maker (TbWorld *world)
{
  if (world->maker == NULL)
    world->maker = make_root (world, "Device Maker Root CA", "maker");
  return world->maker;
}

char *
tb_factory_dup_serial_number (TbWorld *world, guint32 object)
{
  TbStream stream;

  tb_stream_initf (&stream, world->seed, "serial-number/%u", object);
  return g_strdup_printf ("%08" G_GINT64_MODIFIER "X", tb_stream_next (&stream) & 0xffffffff);
}

/* Runs on any thread. */
TbIdentity *
tb_factory_make (TbAuthority *maker, const char *serial_number, TbStream *stream, GError **error)
{
  TbCertificate *root = tb_authority_get_root (maker);
  TbIssueTerms terms = { TB_PROFILE_IDEVID, tb_certificate_get_not_before_us (root), FOR_EVER_US };

  return tb_authority_issue_factory_identity (maker, TB_KEY_P256, HARDWARE_TYPE, serial_number, &terms, stream, error);
}

/* The endpoint at which an authority admits devices by the identity of their maker. */
TbEndpoint *
tb_factory_get_endpoint (TbWorld *world, guint32 authority)
{
  TbService *service = tb_service_get (world, authority);
  g_autoptr (GPtrArray) anchors = g_ptr_array_new ();
  GError *error = NULL;
  TbStream stream;

  if (service->factory != NULL)
    return service->factory;
  g_ptr_array_add (anchors, tb_authority_get_root (tb_factory_get_maker (world)));
  tb_stream_initf (&stream, world->seed, "endpoint/%s/factory", tb_fleet_group_of (world->fleet, authority)->name);
  service->factory = tb_endpoint_new_server (world->crypto, service->identity, anchors, &stream, &error);
  if (service->factory == NULL)
    tb_world_fail (world, "preparing an authority", error);
  return service->factory;
}

/* Returns: (transfer none) (nullable): who makes key stores; a root of its own, so that nobody else's certificate gives evidence of keys */
TbAuthority *
tb_factory_get_store_maker (TbWorld *world)
{
  if (world->store_maker == NULL)
    world->store_maker = make_root (world, "Key Store Maker Root CA", "store-maker");
  return world->store_maker;
}

/* Returns: (transfer none) (nullable): by whom the maker of the devices says whose they are (RFC 8366) */
TbIdentity *
tb_factory_get_voucher_signer (TbWorld *world)
{
  TbAuthority *maker = tb_factory_get_maker (world);
  TbCertificate *root = maker != NULL ? tb_authority_get_root (maker) : NULL;
  TbIssueTerms terms;
  GError *error = NULL;
  TbStream stream;

  if (world->voucher_signer != NULL || root == NULL)
    return world->voucher_signer;
  terms = (TbIssueTerms) { TB_PROFILE_CODE_SIGNING, tb_certificate_get_not_before_us (root), tb_certificate_get_not_after_us (root) };
  tb_stream_init (&stream, world->seed, "voucher-signer");
  world->voucher_signer = tb_authority_issue_identity (maker, TB_KEY_P256, "Device Maker Voucher Service", NULL, &terms, &stream, &error);
  if (world->voucher_signer == NULL)
    tb_world_fail (world, "making who signs vouchers", error);
  return world->voucher_signer;
}
