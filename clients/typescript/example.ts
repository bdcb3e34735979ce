import { Dossier } from './index.js';

/** From a new customer to a refund. */
export const example = async (address: string, token: string) => {
  const dossier = new Dossier({ address, token });

  const ada = await dossier.registerCustomer({
    body: {
      kind: 'person',
      name: 'Ada Lovelace',
      contactPoints: [{ kind: 'e-mail', value: 'ada@example.com' }],
    },
  });
  await dossier.recordInteraction({
    body: { customerId: ada.id, channel: 'phone', direction: 'inbound', subject: 'Asks for an offer' },
  });

  const deal = await dossier.openDeal({
    body: { customerId: ada.id, name: 'Engines', amount: 120_000, currency: 'EUR' },
  });
  const won = await dossier.winDeal({ path: { id: deal.id }, body: {} });

  const order = await dossier.placeOrder({
    body: {
      customerId: ada.id,
      currency: 'EUR',
      lines: [
        { product: 'Kettle', quantity: 1, amount: 7_990 },
        { product: 'Tea', quantity: 2, amount: 1_000 },
      ],
    },
  });
  const refund = await dossier.refundOrder({
    path: { id: order.id },
    body: { lines: [{ line: 2, amount: 500 }], reason: 'damaged' },
  });

  // Whoever read a revision changes that one alone: a change in between is refused with `revision-mismatch`.
  await dossier.assignOwner({
    path: { id: ada.id },
    headers: { 'If-Match': `"${ada.revision}"` },
    body: { owner: 'ben' },
  });

  const read = dossier.after(refund);
  return {
    customer: await read.getCustomer({ path: { id: ada.id } }),
    deal: await read.getDeal({ path: { id: deal.id } }),
    orderOfWin: won.made?.orderId,
    order: await read.getOrder({ path: { id: order.id } }),
  };
};
