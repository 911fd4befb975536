// Every page there is: the file name of its picture, who looks, and how to get there. A page of one thing is found
// on its list, as people find it.

/** The first row of the list that is open. */
const first = async (page) => {
  await page.locator("[data-row][data-href] a").first().click();
  await page.waitForLoadState();
};
/** The same, where there is one: not every company has lost something. */
const firstIfAny = async (page) => {
  if (await page.locator("[data-row][data-href] a").count()) await first(page);
};
/** The same, then one of its tabs. */
const tab = (name) => async (page) => {
  await first(page);
  const url = new URL(page.url());
  url.search = `?tab=${name}`;
  await page.goto(url.href);
};

export const PAGES = [
  { name: "login", path: "/login" },
  { name: "login-code", path: "/login/code" },
  { name: "today-clerk", as: "clerk", path: "/" },
  { name: "today-lead", as: "lead", path: "/" },
  { name: "today-manager", as: "manager", path: "/" },
  { name: "today-warehouse", as: "warehouse", path: "/" },
  { name: "today-purchasing", as: "purchasing", path: "/" },
  { name: "today-production", as: "production", path: "/" },
  { name: "today-finance", as: "finance", path: "/" },
  { name: "today-engineering", as: "engineering", path: "/" },
  { name: "orders", as: "clerk", path: "/orders" },
  { name: "orders-none", as: "clerk", path: "/orders?q=zzzz" },
  { name: "order-new", as: "clerk", path: "/orders/new" },
  { name: "order-submitted", as: "clerk", path: "/orders?tab=review&clerk=all", find: first },
  { name: "order", as: "clerk", path: "/orders?tab=production&clerk=all", find: first },
  { name: "order-plan", as: "clerk", path: "/orders?tab=production&clerk=all", find: tab("plan") },
  { name: "order-parts", as: "clerk", path: "/orders?tab=supply&clerk=all", find: tab("parts") },
  { name: "order-work", as: "clerk", path: "/orders?tab=production&clerk=all", find: tab("work") },
  { name: "order-shipments", as: "clerk", path: "/orders?tab=collect&clerk=all", find: tab("ship") },
  { name: "order-money", as: "finance", path: "/orders?tab=collect&clerk=all", find: tab("money") },
  { name: "order-review", as: "lead", path: "/orders?tab=review&clerk=all", find: tab("review") },
  { name: "order-closed", as: "lead", path: "/orders?tab=closed&clerk=all", find: first },
  {
    name: "order-replay",
    as: "lead",
    path: "/orders?tab=production&clerk=all",
    find: async (page) => {
      await first(page);
      await page.goto(`${new URL(page.url()).pathname}?at=6`);
    },
  },
  { name: "shortages", as: "purchasing", path: "/shortages" },
  { name: "weigh-needs", as: "purchasing", path: "/shortages/weigh" },
  { name: "purchase-new", as: "purchasing", path: "/purchases/new" },
  { name: "purchases", as: "purchasing", path: "/purchases" },
  { name: "purchases-promise", as: "purchasing", path: "/purchases/promise" },
  { name: "purchases-receive", as: "warehouse", path: "/purchases/receive" },
  { name: "work-report", as: "production", path: "/work/report" },
  { name: "duties-of-all", as: "lead", path: "/duties?show=all&late=1" },
  { name: "purchase", as: "purchasing", path: "/purchases", find: first },
  { name: "stock", as: "warehouse", path: "/stock" },
  { name: "stock-item", as: "warehouse", path: "/stock", find: first },
  { name: "place-stock", as: "warehouse", path: "/place-stock" },
  { name: "places", as: "warehouse", path: "/places" },
  { name: "place", as: "warehouse", path: "/places", find: first },
  { name: "movements", as: "warehouse", path: "/movements" },
  { name: "movement-new", as: "warehouse", path: "/movements/new" },
  { name: "work", as: "production", path: "/work" },
  { name: "work-order", as: "production", path: "/work", find: first },
  { name: "shipments", as: "clerk", path: "/shipments" },
  { name: "shipment", as: "clerk", path: "/shipments", find: first },
  { name: "claims", as: "lead", path: "/claims?tab=all" },
  { name: "claim", as: "lead", path: "/claims?tab=all", find: firstIfAny },
  { name: "claims-by-carrier", as: "lead", path: "/claims/carriers" },
  { name: "receivables", as: "finance", path: "/receivables" },
  { name: "payments", as: "finance", path: "/payments" },
  { name: "payment-new", as: "finance", path: "/payments/new" },
  { name: "payment", as: "finance", path: "/payments", find: first },
  { name: "customers", as: "clerk", path: "/customers" },
  { name: "customer", as: "clerk", path: "/customers", find: first },
  { name: "customer-propose", as: "clerk", path: "/customers/propose" },
  { name: "items", as: "clerk", path: "/items" },
  { name: "item", as: "purchasing", path: "/items?tab=product", find: first },
  { name: "centers", as: "production", path: "/centers" },
  { name: "suppliers", as: "purchasing", path: "/suppliers" },
  { name: "supplier", as: "purchasing", path: "/suppliers", find: first },
  { name: "carriers", as: "clerk", path: "/carriers" },
  { name: "carrier", as: "clerk", path: "/carriers", find: first },
  { name: "people", as: "lead", path: "/people" },
  { name: "person", as: "lead", path: "/people", find: first },
  { name: "import", as: "clerk", path: "/import" },
  { name: "search", as: "clerk", path: "/search?q=yj" },
  { name: "settings", as: "admin", path: "/settings" },
  { name: "settings-log", as: "admin", path: "/settings/log" },
  { name: "settings-health", as: "admin", path: "/settings/health" },
  { name: "settings-calendar", as: "admin", path: "/settings/calendar?year=2027" },
  { name: "settings-notice", as: "admin", path: "/settings/calendar/notice?year=2027" },
  { name: "calendar-moves", as: "clerk", path: "/calendar/moves" },
  { name: "gallery", as: "clerk", path: "/gallery" },
  { name: "help", as: "clerk", path: "/help" },
  { name: "sign-ins", as: "clerk", path: "/me/sessions" },
];
