// What requests are made of: users, products and a file to upload, all of data/.
import { csv, file } from 'k6-script/data';

export const users = csv('users.csv', { columns: ['email', 'password'], order: 'unique-per-vu' });
export const products = csv('products.csv', { columns: ['productId', 'word'], order: 'random', seed: 17 });
export const receipt = file('receipt.txt', 'text/plain');
