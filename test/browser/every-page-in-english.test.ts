import { describeEveryPageIn } from './every-page';

describeEveryPageIn('en');
